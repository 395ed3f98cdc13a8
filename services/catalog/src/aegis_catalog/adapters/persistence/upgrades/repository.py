"""Upgrades with their decisions, on PostgreSQL."""

from typing import Any
from uuid import UUID

from aegis_catalog.adapters.persistence.lookup import as_id, as_public_id
from aegis_catalog.adapters.persistence.upgrades.releases import hold_content
from aegis_catalog.domain.people import Person
from aegis_catalog.domain.upgrade import Candidate, Decision, Target, Upgrade
from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_contracts.import_requests import IMPORT_REQUESTS, ImportRequest
from aegis_kernel.errors import Fault, Invalid, NotFound, Stale

_GET = """
select id, domain, from_release, to_release, state, source_id, run_id, requested_at, version, not exists (
    select from attack_upgrade later
    where later.domain = attack_upgrade.domain and later.applied_at > coalesce(attack_upgrade.applied_at, 'infinity')
) as latest
from attack_upgrade where id = $1 for update
"""
_DECISIONS = "select * from succession_decision where upgrade_id = $1 order by id"
_STANDING = "select * from succession_decision where technique_id = $1 and undone_at is null order by id"
# Of several with one public id, the one that something changes for.
_CANDIDATE = """
select coalesce(after.technique_id, before.technique_id) as id, coalesce(after.state, '') = 'active' as active
from (select * from release_technique where domain = $1 and release = $2) before
full join (select * from release_technique where domain = $1 and release = $3) after using (technique_id)
where coalesce(after.technique_id, before.technique_id) = $4 or after.attack_id = $5 or before.attack_id = $5
order by before.state = 'active' and after.state is distinct from 'active' desc, before.state = 'active' desc, 1
limit 1
"""
_TARGET = """
select id, active, exists (
    select from succession_decision where technique_id = id and undone_at is null
) as decided
from (
    select technique_id as id, attack_id, state = 'active' as active, 0 as place
    from release_technique where domain = $1 and release = $2
    union all
    select id, attack_id, state = 'active', 1 from technique
) known
where id = $3 or attack_id = $4
order by place, active desc, id
limit 1
"""
_TESTS = "select test_id from test_use where (technique_id = $1 or drafted_id = $1) and drafted_id is not null"
_SAVE = "update attack_upgrade set version = $3, requested_at = $4 where id = $1 and version = $2"
_PUT = """
insert into succession_decision (id, upgrade_id, technique_id, target_id, test_ids, reason, decided_by,
    decided_by_name, decided_at, undone_by, undone_by_name, undone_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
on conflict (id) do update
set undone_by = excluded.undone_by, undone_by_name = excluded.undone_by_name, undone_at = excluded.undone_at
"""


class SqlUpgrades:
    """`Upgrades`. Each save is named in the audit trail; no topic tells of upgrades, but of the successions in them."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def get(self, upgrade_id: UUID, *, expected: int | None) -> Upgrade:
        driver = await driver_of(self._uow.connection)
        await hold_content(self._uow)
        row = await driver.fetchrow(_GET, upgrade_id)
        if row is None:
            raise NotFound("upgrade_not_found", "There is no such upgrade.")
        if expected is not None and expected != row["version"]:
            raise Stale(row["version"])
        return Upgrade(
            row["id"],
            row["version"],
            domain=row["domain"],
            from_release=row["from_release"],
            to_release=row["to_release"],
            state=row["state"],
            source_id=row["source_id"],
            run_id=row["run_id"],
            latest=row["latest"],
            requested_at=row["requested_at"],
            decisions=[_decision(found) for found in await driver.fetch(_DECISIONS, upgrade_id)],
        )

    async def candidate(self, upgrade: Upgrade, technique: str) -> Candidate:
        driver = await driver_of(self._uow.connection)
        releases = (upgrade.domain, upgrade.from_release, upgrade.to_release)
        row = await driver.fetchrow(_CANDIDATE, *releases, as_id(technique), as_public_id(technique))
        if row is None:
            raise NotFound("technique_not_found", "There is no such technique in either release.")
        return Candidate(
            id=row["id"],
            active=row["active"],
            standing=[_decision(found) for found in await driver.fetch(_STANDING, row["id"])],
            tests=frozenset(found["test_id"] for found in await driver.fetch(_TESTS, row["id"])),
        )

    async def target(self, upgrade: Upgrade, technique: str) -> Target:
        driver = await driver_of(self._uow.connection)
        wanted = (as_id(technique), as_public_id(technique))
        row = await driver.fetchrow(_TARGET, upgrade.domain, upgrade.to_release, *wanted)
        if row is None:
            detail = "There is no such technique in the release that is upgraded to, nor one of our own."
            raise Invalid("decision_invalid", detail, [Fault("/target", detail, "unknown")])
        return Target(id=row["id"], active=row["active"], decided=row["decided"])

    async def save(self, upgrade: Upgrade) -> None:
        driver = await driver_of(self._uow.connection)
        saved = (upgrade.id, upgrade.read_version, upgrade.version, upgrade.requested_at)
        if await driver.execute(_SAVE, *saved) != "UPDATE 1":
            raise Stale(upgrade.version)
        await driver.executemany(_PUT, [_row(upgrade.id, decision) for decision in upgrade.decisions.values()])
        for recorded in upgrade.take_recorded():
            self._uow.note(
                object_type="attack_upgrade",
                object_id=str(upgrade.id),
                changed=dict(recorded.event.changed),
                reason=recorded.event.reason,
            )
        if upgrade.requested_by is not None and upgrade.requested_at is not None:
            request = ImportRequest(
                source_id=upgrade.source_id,
                requested_by=upgrade.requested_by,
                requested_at=upgrade.requested_at,
                previewed_run_id=upgrade.run_id,
            )
            key = str(upgrade.source_id)
            self._uow.publish(IMPORT_REQUESTS, key=key, version=0, type_="ImportRequested", state=request)


def _decision(row: Any) -> Decision:
    return Decision(
        id=row["id"],
        technique_id=row["technique_id"],
        target_id=row["target_id"],
        test_ids=None if row["test_ids"] is None else tuple(row["test_ids"]),
        reason=row["reason"],
        by=Person(row["decided_by"], row["decided_by_name"]),
        at=row["decided_at"],
        undone_by=None if row["undone_by"] is None else Person(row["undone_by"], row["undone_by_name"]),
        undone_at=row["undone_at"],
    )


def _row(upgrade_id: UUID, decision: Decision) -> tuple[Any, ...]:
    by, undone = decision.by, decision.undone_by
    return (
        decision.id,
        upgrade_id,
        decision.technique_id,
        decision.target_id,
        None if decision.test_ids is None else list(decision.test_ids),
        decision.reason,
        by.id,
        by.name,
        decision.at,
        None if undone is None else undone.id,
        None if undone is None else undone.name,
        decision.undone_at,
    )
