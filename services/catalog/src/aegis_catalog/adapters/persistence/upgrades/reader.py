"""Upgrades read: what becomes of each technique and of what is ours, and what was decided."""

from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Text, Uuid, and_, any_, bindparam, literal_column, or_, select

from aegis_catalog.adapters.persistence.reading import applying, as_built, or_epoch, pattern, words
from aegis_catalog.adapters.persistence.upgrades.comparing import compared, compared_in_upgrade
from aegis_catalog.adapters.persistence.upgrades.ours import counted, ours_of
from aegis_catalog.adapters.persistence.upgrades.release_reader import released
from aegis_catalog.adapters.persistence.upgrades.tables import attack_upgrade, succession_decision
from aegis_catalog.application.upgrades.queries.releases import SuccessorRef
from aegis_catalog.application.upgrades.queries.upgrades import (
    DecisionView,
    UpgradeCounts,
    UpgradeFilters,
    UpgradeRow,
    UpgradeTechnique,
)
from aegis_catalog.application.views.content import PersonRef
from aegis_catalog.domain.content import Domain
from aegis_catalog.domain.upgrade import UpgradeState
from aegis_chassis.database.compiled import compiled
from aegis_chassis.database.listing import Listing
from aegis_chassis.database.pool import Database
from aegis_kernel.errors import NotFound
from aegis_kernel.paging import Page, PageRequest

_OUTCOMES = ("added", "unchanged", "changed", "carried", "to_decide")
_STANDING = "select from succession_decision where technique_id = compared.technique_id and undone_at is null"
_COUNTED = ", ".join(f"'{name}', count(*) filter (where outcome = '{name}')" for name in _OUTCOMES)
_COUNTS = f"""(
    select cast(json_build_object(
        {_COUNTED}, 'open', count(*) filter (where outcome = 'to_decide' and not exists ({_STANDING}))
    ) as text)
    from ({compared("attack_upgrade.domain", "attack_upgrade.from_release", "attack_upgrade.to_release")}) compared
)"""  # noqa: S608  # put together from constants
_LATEST = """(not exists (
    select from attack_upgrade later where later.domain = attack_upgrade.domain
        and later.applied_at > coalesce(attack_upgrade.applied_at, 'infinity')
) and attack_upgrade.state <> 'superseded')"""
_ROWS = select(
    attack_upgrade.c.id,
    attack_upgrade.c.version,
    attack_upgrade.c.domain,
    attack_upgrade.c.from_release,
    attack_upgrade.c.to_release,
    attack_upgrade.c.state,
    attack_upgrade.c.source_name,
    attack_upgrade.c.source_id,
    attack_upgrade.c.run_id,
    attack_upgrade.c.previewed_at,
    attack_upgrade.c.requested_at,
    attack_upgrade.c.applied_at,
    literal_column(_LATEST).label("latest"),
    literal_column(_COUNTS, Text).label("counts"),
)
_LIST = Listing(
    rows=_ROWS,
    filters={
        "domain": attack_upgrade.c.domain == any_(words("domain")),
        "state": attack_upgrade.c.state == any_(words("state")),
    },
    sorts={
        "applied_at": or_epoch(attack_upgrade.c.applied_at),
        "previewed_at": or_epoch(attack_upgrade.c.previewed_at),
    },
    tie=attack_upgrade.c.id,
).reader()
_ONE = compiled(_ROWS.where(attack_upgrade.c.id == bindparam("upgrade_id", type_=Uuid)))


def _named(column: str) -> str:
    """The SQL of a technique by name: as the catalogue has it, else as a release that is not applied does."""
    reference = "json_build_object('id', {id}, 'attack_id', attack_id, 'name', name, 'state', state)"
    return f"""coalesce(
        (select {reference.format(id="id")} from technique where technique.id = {column}),
        (select {reference.format(id="technique_id")} from release_technique
            where release_technique.technique_id = {column} order by release desc limit 1)
    )"""  # noqa: S608  # put together from constants


_PERSON = "case when {0} is not null then json_build_object('id', {0}, 'name', {0}_name) end"
_DECISIONS = f"""(
    select cast(coalesce(json_agg(json_build_object(
        'id', decision.id, 'technique', {_named("decision.technique_id")}, 'target', {_named("decision.target_id")},
        'technique_id', decision.technique_id, 'target_id', decision.target_id, 'test_ids', decision.test_ids,
        'reason', reason, 'by', {_PERSON.format("decided_by")}, 'at', decided_at,
        'undone_by', {_PERSON.format("undone_by")}, 'undone_at', undone_at
    ) order by decision.id), '[]') as text)
    from succession_decision decision
    where decision.technique_id = compared.technique_id and decision.undone_at is null
)"""  # noqa: S608  # put together from constants
_both = compared_in_upgrade()
_HANGS = ours_of("compared.technique_id", "compared.attack_id")
_TECHNIQUES = Listing(
    rows=select(
        _both.c.technique_id,
        _both.c.attack_id,
        _both.c.name,
        _both.c.outcome,
        _both.c.why,
        _both.c.fields,
        _both.c.shown_before,
        _both.c.shown_after,
        _both.c.successor,
        literal_column(_DECISIONS, Text).label("decisions"),
        literal_column(counted("compared.technique_id", "compared.attack_id"), Text).label("ours"),
    ).select_from(_both),
    filters={
        "outcome": _both.c.outcome == any_(words("outcome")),
        "open": and_(_both.c.outcome == any_(words("open")), literal_column(f"not exists ({_STANDING})")),
        "ours": literal_column(f"exists ({_HANGS})") == bindparam("ours", type_=Boolean),
        "q": or_(_both.c.name.ilike(bindparam("q", type_=Text)), _both.c.attack_id.ilike(bindparam("q", type_=Text))),
    },
    sorts={"attack_id": _both.c.attack_id, "name": _both.c.name},
    tie=_both.c.technique_id,
).reader()
_decided = succession_decision.alias("decision")
_DECIDED = Listing(
    rows=select(
        _decided.c.id,
        literal_column(f"cast({_named('decision.technique_id')} as text)", Text),
        literal_column(f"cast({_named('decision.target_id')} as text)", Text),
        _decided.c.technique_id,
        _decided.c.target_id,
        _decided.c.test_ids,
        _decided.c.reason,
        _decided.c.decided_by,
        _decided.c.decided_by_name,
        _decided.c.decided_at,
        _decided.c.undone_by,
        _decided.c.undone_by_name,
        _decided.c.undone_at,
    ).where(_decided.c.upgrade_id == bindparam("upgrade_id", type_=Uuid)),
    filters={},
    sorts={"at": _decided.c.decided_at},
    tie=_decided.c.id,
).reader()


class SqlUpgradeReader:
    """`UpgradeReader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self, domains: tuple[Domain, ...], states: tuple[UpgradeState, ...], request: PageRequest
    ) -> Page[UpgradeRow]:
        given = applying(domain=list(domains), state=list(states))
        return await _LIST.page(self._database, request, given, _upgrade)

    async def one(self, upgrade_id: UUID) -> UpgradeRow | None:
        async with self._database.raw() as connection:
            row = await connection.fetchrow(_ONE.sql, *_ONE.arguments({"upgrade_id": upgrade_id}))
        return None if row is None else _upgrade(*row)

    async def techniques(
        self, upgrade_id: UUID, filters: UpgradeFilters, request: PageRequest
    ) -> Page[UpgradeTechnique]:
        given = applying(
            outcome=list(filters.outcome),
            open=["to_decide"] if filters.open else [],
            ours=filters.ours,
            q=pattern(filters.q),
        )
        found = await _TECHNIQUES.page(self._database, request, given, _technique, bound={"upgrade_id": upgrade_id})
        await self._require(found, upgrade_id)
        return found

    async def decisions(self, upgrade_id: UUID, request: PageRequest) -> Page[DecisionView]:
        found = await _DECIDED.page(self._database, request, {}, _decision, bound={"upgrade_id": upgrade_id})
        await self._require(found, upgrade_id)
        return found

    async def _require(self, page: Page[Any], upgrade_id: UUID) -> None:
        if page.items:
            return
        async with self._database.raw() as connection:
            there = await connection.fetchval("select exists (select from attack_upgrade where id = $1)", upgrade_id)
        if not there:
            raise NotFound("upgrade_not_found", "There is no such upgrade.")


def _upgrade(*columns: Any) -> UpgradeRow:
    *plain, counts = columns
    values = (*plain, as_built(counts, UpgradeCounts))
    return UpgradeRow(*values)


def _technique(*columns: Any) -> UpgradeTechnique:
    *plain, before, after, successor, decisions, ours = columns
    values = (
        *plain,
        released(before),
        released(after),
        None if successor is None else as_built(successor, SuccessorRef),
        as_built(decisions, list[DecisionView]),
        as_built(ours, dict[str, int]),
    )
    return UpgradeTechnique(*values)


def _decision(*columns: Any) -> DecisionView:
    id_, technique, target, *plain, by, by_name, at, undone_by, undone_name, undone_at = columns
    technique_id, target_id, test_ids, reason = plain
    return DecisionView(
        id_,
        None if technique is None else as_built(technique, SuccessorRef),
        None if target is None else as_built(target, SuccessorRef),
        technique_id,
        target_id,
        test_ids,
        reason,
        PersonRef(by, by_name),
        at,
        None if undone_by is None else PersonRef(undone_by, undone_name),
        undone_at,
    )
