"""The scope on PostgreSQL."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, insert, select

from aegis_catalog.adapters.persistence.organisation.saving import check_version, save_row
from aegis_catalog.adapters.persistence.organisation.tables import exclusion, scope
from aegis_catalog.application.organisation.published import SCOPE_KEY, TYPES, scope_state
from aegis_catalog.domain.scope import SCOPE_ID, Boundaries, Exclusion, Scope
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_contracts.catalog_organisation import CATALOG_ORGANISATION


class SqlScopes:
    """`Scopes`."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def get(self, *, expected: int | None = None) -> Scope:
        connection = self._uow.connection
        row = (await connection.execute(select(scope).where(scope.c.id == SCOPE_ID).with_for_update())).first()
        found = Scope()
        if row is not None:
            entries = await connection.execute(select(exclusion).order_by(exclusion.c.place))
            found = Scope(
                Boundaries(
                    platforms=tuple(row.platforms),
                    domains=tuple(row.domains),
                    environments=tuple(row.environments),
                    business_units=tuple(row.business_units),
                    include_pre=row.include_pre,
                    time_zone=row.time_zone,
                ),
                row.version,
                exclusions=[
                    Exclusion(
                        technique_id=entry.leads_to,
                        reason=entry.reason,
                        by=entry.by_id,
                        until=entry.until,
                        named=None if entry.leads_to == entry.technique_id else entry.technique_id,
                    )
                    for entry in entries
                ],
            )
        check_version(found, expected)
        return found

    async def save(self, scope_: Scope) -> None:
        bounds = scope_.boundaries
        await save_row(
            self._uow,
            scope,
            scope_,
            {
                "platforms": list(bounds.platforms),
                "domains": list(bounds.domains),
                "environments": list(bounds.environments),
                "business_units": list(bounds.business_units),
                "include_pre": bounds.include_pre,
                "time_zone": bounds.time_zone,
            },
        )
        await self._uow.connection.execute(delete(exclusion))
        if scope_.kept_exclusions:
            rows = [
                {
                    "technique_id": entry.key,
                    "leads_to": entry.technique_id,
                    "reason": entry.reason,
                    "by_id": entry.by,
                    "until": entry.until,
                    "place": place,
                }
                for place, entry in enumerate(scope_.kept_exclusions)
            ]
            await self._uow.connection.execute(insert(exclusion), rows)
        for recorded in scope_.take_recorded():
            self._uow.publish(
                CATALOG_ORGANISATION,
                key=SCOPE_KEY,
                version=recorded.version,
                type_=TYPES[type(recorded.event)],
                state=scope_state(scope_),
                changed=recorded.event.changed,
                reason=recorded.event.reason,
            )


async def tell_of_exclusions(uow: SqlUnitOfWork, techniques: Collection[UUID]) -> None:
    """After techniques that are left out have become others."""
    scopes = SqlScopes(uow)
    found = await scopes.get()
    if not set(techniques).isdisjoint(found.exclusions):
        found.follow("Techniques that are left out have become others.")
        await scopes.save(found)
