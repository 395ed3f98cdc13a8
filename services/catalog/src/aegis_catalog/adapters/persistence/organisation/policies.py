"""The review policy on PostgreSQL."""

from sqlalchemy import select

from aegis_catalog.adapters.persistence.organisation.saving import check_version, save_row
from aegis_catalog.adapters.persistence.organisation.tables import policy
from aegis_catalog.application.organisation.published import POLICY_KEY, TYPES, policy_state
from aegis_catalog.domain.policy import POLICY_ID, Policy
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_contracts.catalog_organisation import CATALOG_ORGANISATION


class SqlPolicies:
    """`Policies`."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def get(self, *, expected: int | None = None) -> Policy:
        row = (await self._uow.connection.execute(select(policy).where(policy.c.id == POLICY_ID))).first()
        found = Policy()
        if row is not None:
            found = Policy(row.version, review=row.review, skew_tolerance_seconds=row.skew_tolerance_seconds)
        check_version(found, expected)
        return found

    async def save(self, policy_: Policy) -> None:
        values = {"review": policy_.review, "skew_tolerance_seconds": policy_.skew_tolerance_seconds}
        await save_row(self._uow, policy, policy_, values)
        for recorded in policy_.take_recorded():
            self._uow.publish(
                CATALOG_ORGANISATION,
                key=POLICY_KEY,
                version=recorded.version,
                type_=TYPES[type(recorded.event)],
                state=policy_state(policy_),
                changed=recorded.event.changed,
                reason=recorded.event.reason,
            )
