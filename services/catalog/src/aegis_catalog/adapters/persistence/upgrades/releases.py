"""What is known of releases, on PostgreSQL: outlines kept, upgrades made, done and superseded."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from aegis_catalog.adapters.persistence.upgrades.outlines import OutlinedClaims, keep_outline
from aegis_catalog.domain.release import is_earlier
from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_contracts.import_content import Claim
from aegis_contracts.imported.outline import ReleaseOutlineItem
from aegis_kernel.clock import Clock
from aegis_kernel.facts import Fact
from aegis_kernel.ids import Ids

# One at a time for each domain: the row of its matrix is what is upgraded.
_PRESENT = "select release from matrix where domain = $1 for update"
_KNOWN = "select exists (select from release where domain = $1 and release = $2)"
_APPLIED = "select applied_at is not null from release where domain = $1 and release = $2"
_FIELDS = """
technique_id, attack_id, name, state, tactics, parent_id, revoked_by, description, platforms, detection, mitigations
"""
_DIFFER = f"""
select exists (
    (
        select {_FIELDS} from release_technique where domain = $1 and release = $2
        except select {_FIELDS} from release_technique where domain = $1 and release = $3
    )
    union all
    (
        select {_FIELDS} from release_technique where domain = $1 and release = $3
        except select {_FIELDS} from release_technique where domain = $1 and release = $2
    )
)
"""  # noqa: S608  # put together from constants
_OPEN = """
select id from attack_upgrade
where domain = $1 and from_release = $2 and to_release = $3 and state = 'previewed' for update
"""
_ADD = """
insert into attack_upgrade (id, domain, from_release, to_release, state, source_id, source_name, run_id,
    previewed_at, applied_at, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)
"""
_PREVIEW_AGAIN = """
update attack_upgrade set source_id = $2, source_name = $3, run_id = $4, previewed_at = $5, requested_at = null,
    version = version + 1
where id = $1
"""
_DONE = "update attack_upgrade set state = 'applied', applied_at = $2, version = version + 1 where id = $1"
_SUPERSEDE = """
update attack_upgrade set state = 'superseded', version = version + 1 where domain = $1 and state = 'previewed'
"""


_HOLD = "select pg_advisory_xact_lock(hashtextextended(current_schema() || '/content', 0))"


async def hold_content(uow: SqlUnitOfWork) -> None:
    """Whoever writes many techniques at once, a batch of an import or a decision, does it alone until the transaction
    ends: so they cannot wait for one another in a circle."""
    await (await driver_of(uow.connection)).execute(_HOLD)


class SqlReleases:
    """`Releases`."""

    def __init__(self, uow: SqlUnitOfWork, claims: OutlinedClaims, clock: Clock, ids: Ids) -> None:
        self._uow = uow
        self._claims = claims
        self._clock = clock
        self._ids = ids

    async def hold(self) -> None:
        await hold_content(self._uow)

    async def outlined(self, outlines: Sequence[Fact[Claim]]) -> None:
        for fact in outlines:
            claim = fact.state
            if isinstance(claim.item, ReleaseOutlineItem) and claim.domain is not None and claim.release is not None:
                await self._preview(claim, claim.item, claim.domain, claim.release, fact.time)

    async def _preview(
        self, claim: Claim, outline: ReleaseOutlineItem, domain: str, release: str, at: datetime
    ) -> None:
        driver = await driver_of(self._uow.connection)
        present = await driver.fetchval(_PRESENT, domain)
        if release == present:
            return
        if not await driver.fetchval(_APPLIED, domain, release):
            await keep_outline(self._uow, domain, release, claim, outline, known_at=at, applied_at=None)
        if present is not None and not await driver.fetchval(_KNOWN, domain, present):
            # It was applied before releases were kept: its claims are still what was applied.
            applied = await self._claims.outline(claim.source_id, domain)
            await keep_outline(self._uow, domain, present, claim, applied, known_at=at, applied_at=at)
        if not await self._is_upgrade(driver, domain, present, release):
            return
        source = (claim.source_id, claim.source_name, claim.run_id, at)
        if (there := await driver.fetchval(_OPEN, domain, present, release)) is not None:
            await driver.execute(_PREVIEW_AGAIN, there, *source)
        else:
            await driver.execute(_ADD, self._ids.new(), domain, present, release, "previewed", *source, None)

    async def applied(self, end: Claim, domains: Collection[str], release: str) -> None:
        for domain in sorted(domains):
            await self._apply(end, domain, release)

    async def _apply(self, end: Claim, domain: str, release: str) -> None:
        driver = await driver_of(self._uow.connection)
        now = self._clock.now()
        present = await driver.fetchval(_PRESENT, domain)
        outline = await self._claims.outline(end.source_id, domain)
        await keep_outline(self._uow, domain, release, end, outline, known_at=now, applied_at=now)
        if present is None or present == release:
            return
        if await self._is_upgrade(driver, domain, present, release):
            there: UUID | None = await driver.fetchval(_OPEN, domain, present, release)
            if there is not None:
                await driver.execute(_DONE, there, now)
            else:
                made = (self._ids.new(), domain, present, release, "applied")
                await driver.execute(_ADD, *made, end.source_id, end.source_name, end.run_id, None, now)
        await driver.execute(_SUPERSEDE, domain)

    async def _is_upgrade(self, driver: Any, domain: str, present: str | None, release: str) -> bool:
        """From a release that is known to one that is not earlier and differs in some technique."""
        if present is None or is_earlier(release, present) or not await driver.fetchval(_KNOWN, domain, present):
            return False
        return bool(await driver.fetchval(_DIFFER, domain, present, release))
