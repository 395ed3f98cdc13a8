"""The threat profile on PostgreSQL."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Table, delete, insert, select

from aegis_catalog.adapters.persistence.organisation.saving import check_version, save_row
from aegis_catalog.adapters.persistence.profile.tables import (
    profile,
    profile_actor,
    profile_list,
    profile_technique,
)
from aegis_catalog.application.organisation.published import PROFILE_KEY, TYPES, profile_state
from aegis_catalog.domain.pointers import Pointer, Pointers
from aegis_catalog.domain.profile import PROFILE_ID, Profile, TechniqueList, Weighed
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_contracts.catalog_organisation import CATALOG_ORGANISATION


class SqlProfiles:
    """`Profiles`."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def get(self, *, expected: int | None = None) -> Profile:
        connection = self._uow.connection
        row = (await connection.execute(select(profile).where(profile.c.id == PROFILE_ID).with_for_update())).first()
        found = Profile() if row is None else await self._read(row.version)
        check_version(found, expected)
        return found

    async def save(self, profile_: Profile) -> None:
        if profile_.version == profile_.read_version:
            return
        await save_row(self._uow, profile, profile_, {})
        await self._replace(
            profile_actor,
            [
                {"actor_id": one.actor_id, "weight": one.weight, "place": place}
                for place, one in enumerate(profile_.actors)
            ],
        )
        await self._replace(
            profile_list,
            [{"place": place, "name": one.name, "weight": one.weight} for place, one in enumerate(profile_.lists)],
        )
        await self._replace(
            profile_technique,
            [
                {"list_place": place, "technique_id": to.named, "leads_to": to.technique_id, "place": inner}
                for place, one in enumerate(profile_.lists)
                for inner, to in enumerate(one.techniques)
            ],
        )
        for recorded in profile_.take_recorded():
            self._uow.publish(
                CATALOG_ORGANISATION,
                key=PROFILE_KEY,
                version=recorded.version,
                type_=TYPES[type(recorded.event)],
                state=profile_state(profile_),
                changed=recorded.event.changed,
                reason=recorded.event.reason,
            )

    async def _read(self, version: int) -> Profile:
        connection = self._uow.connection
        techniques: dict[int, list[Pointer]] = {}
        wanted = select(profile_technique).order_by(profile_technique.c.list_place, profile_technique.c.place)
        for row in await connection.execute(wanted):
            techniques.setdefault(row.list_place, []).append(Pointer(row.technique_id, row.leads_to))
        actors = await connection.execute(select(profile_actor).order_by(profile_actor.c.place))
        lists = await connection.execute(select(profile_list).order_by(profile_list.c.place))
        return Profile(
            version,
            actors=[Weighed(row.actor_id, row.weight) for row in actors],
            lists=[TechniqueList(row.name, row.weight, Pointers(techniques.get(row.place, ()))) for row in lists],
        )

    async def _replace(self, table: Table, rows: list[dict[str, Any]]) -> None:
        await self._uow.connection.execute(delete(table))
        if rows:
            await self._uow.connection.execute(insert(table), rows)


async def tell_of_profile(uow: SqlUnitOfWork, techniques: Collection[UUID]) -> None:
    """After techniques on its lists have become others."""
    profiles = SqlProfiles(uow)
    found = await profiles.get()
    if any(not set(techniques).isdisjoint(one.techniques.ids) for one in found.lists):
        found.follow("Techniques on its lists have become others.")
        await profiles.save(found)
