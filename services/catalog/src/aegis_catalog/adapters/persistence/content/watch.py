"""What upstream's changes mean for reviews, on PostgreSQL."""

from collections.abc import Collection, Mapping
from uuid import UUID

import msgspec

from aegis_catalog.adapters.persistence.reviews.tables import review_cause
from aegis_catalog.domain.review import Cause, CauseName
from aegis_catalog.domain.upstream import Print
from aegis_chassis.database.bulk import upsert_changed
from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork

_ACCEPT_NEW = "update technique_print set accepted = present where accepted is null"
_DIFFERING = "select technique_id, accepted, present from technique_print where accepted <> present"
# One line a technique, however many entries a feed brings at once.
_UNREAD = """
select technique_id, count(*) as entries, (array_agg(name order by published desc nulls last, intel_id))[1] as newest
from (
    select distinct technique_name.technique_id, intel.id as intel_id, intel.name, intel.published
    from technique_name join intel on intel.id = technique_name.item_id
    where technique_name.kind = 'intel' and technique_name.technique_id is not null
        and intel.state = 'active' and intel.triage = 'new'
) named
where not exists (
    select from intel_looked_at looked
    where looked.technique_id = named.technique_id and looked.intel_id = named.intel_id
)
group by technique_id
"""
_ENDED = """
select distinct technique.id from attack_upgrade upgrade
join release_technique before
    on before.domain = upgrade.domain and before.release = upgrade.from_release and before.state = 'active'
join technique on technique.id = before.technique_id and technique.state in ('deprecated', 'withdrawn')
where upgrade.applied_at is not null and not exists (
    select from attack_upgrade later where later.domain = upgrade.domain and later.applied_at > upgrade.applied_at
)
"""
_RAISED = "select technique_id, cause, since, fields, detail from review_cause where raised_by is null"
_LOWER = """
delete from review_cause
using unnest($1::uuid[], $2::text[]) as given(technique_id, cause)
where review_cause.technique_id = given.technique_id and review_cause.cause = given.cause
"""
_RESTATE = """
update technique
set review_state = case
    when exists (select from review_cause where review_cause.technique_id = technique.id) then 'review_required'
    when reviewed_at is not null then 'reviewed'
    else 'current'
end
where id = any($1::uuid[])
"""

_decode = msgspec.json.Decoder(dict[str, str]).decode


class SqlWatch:
    """`Watch`."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def accept_new(self) -> None:
        await (await driver_of(self._uow.connection)).execute(_ACCEPT_NEW)

    async def differing(self) -> Mapping[UUID, tuple[Print, Print]]:
        rows = await (await driver_of(self._uow.connection)).fetch(_DIFFERING)
        return {row["technique_id"]: (_decode(row["accepted"]), _decode(row["present"])) for row in rows}

    async def unread_intel(self) -> Mapping[UUID, str]:
        rows = await (await driver_of(self._uow.connection)).fetch(_UNREAD)
        return {row["technique_id"]: _told(row["entries"], row["newest"]) for row in rows}

    async def ended(self) -> Collection[UUID]:
        return [row["id"] for row in await (await driver_of(self._uow.connection)).fetch(_ENDED)]

    async def raised(self) -> Mapping[tuple[UUID, CauseName], Cause]:
        rows = await (await driver_of(self._uow.connection)).fetch(_RAISED)
        return {
            (row["technique_id"], row["cause"]): Cause(row["since"], tuple(row["fields"]), row["detail"])
            for row in rows
        }

    async def set(
        self, raised: Mapping[tuple[UUID, CauseName], Cause], lowered: Collection[tuple[UUID, CauseName]]
    ) -> None:
        driver = await driver_of(self._uow.connection)
        await driver.execute(_LOWER, [id_ for id_, _ in lowered], [cause for _, cause in lowered])
        rows = [
            {
                "technique_id": technique_id,
                "cause": name,
                "since": cause.since,
                "fields": list(cause.fields),
                "detail": cause.detail,
                "raised_by": None,
                "raised_by_name": None,
            }
            for (technique_id, name), cause in raised.items()
        ]
        if rows:
            await upsert_changed(self._uow.connection, review_cause, rows, key=("technique_id", "cause"))
        await driver.execute(_RESTATE, list({id_ for id_, _ in (*raised, *lowered)}))


def _told(entries: int, newest: str) -> str:
    return newest if entries == 1 else f"{newest} (and {entries - 1} more)"
