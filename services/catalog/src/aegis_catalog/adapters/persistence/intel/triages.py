"""What we made of feeds' entries, on PostgreSQL."""

from collections.abc import Collection, Sequence
from uuid import UUID

from aegis_catalog.adapters.persistence.upgrades.releases import hold_content
from aegis_catalog.application.content.by_people import by_a_person
from aegis_catalog.application.content.ports import Items, Watch
from aegis_catalog.application.content.telling import Teller
from aegis_catalog.application.content.watching import look_at_intel
from aegis_catalog.domain.people import Person
from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_contracts.words import IntelTriage
from aegis_kernel.clock import Clock

_THERE = "select id, triage from intel where id = any($1::uuid[]) order by id for update"
_SET = """
update intel set triage = $2, triaged_by = $3, triaged_by_name = $4, triaged_at = $5 where id = any($1::uuid[])
"""


class SqlIntelTriages:
    """`IntelTriages`."""

    def __init__(self, uow: SqlUnitOfWork, watch: Watch, items: Items, teller: Teller, clock: Clock) -> None:
        self._uow = uow
        self._watch = watch
        self._items = items
        self._teller = teller
        self._clock = clock

    async def set(self, item_ids: Sequence[UUID], triage: IntelTriage, by: Person, reason: str) -> Collection[UUID]:
        await hold_content(self._uow)
        driver = await driver_of(self._uow.connection)
        there = {row["id"]: row["triage"] for row in await driver.fetch(_THERE, list(item_ids))}
        changed = [id_ for id_, before in there.items() if before != triage]
        if changed:
            now = self._clock.now()
            again = triage == "new"
            who = (None, None, None) if again else (by.id, by.name, now)
            await driver.execute(_SET, changed, triage, *who)
            techniques = await look_at_intel(self._watch, now)
            if techniques:
                await self._items.list_techniques(techniques)
            told = {"technique": techniques, "intel": changed}
            await self._teller.tell(told, by_a_person, {str(id_): reason or None for id_ in changed})
        return set(there)
