"""Campaigns on PostgreSQL: read whole, written against the version they were read at, published as they are written."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import delete, func, insert, select, update

from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_chassis.scheduling import InvalidRule, Schedule, put_schedule, remove_schedule
from aegis_contracts.testing_campaigns import TESTING_CAMPAIGNS, CampaignState
from aegis_kernel.errors import Fault, Invalid, NotFound, Stale
from aegis_testing.adapters.persistence.repository import LOCKED, all_from
from aegis_testing.adapters.persistence.tables import campaign, campaign_test, test, test_document
from aegis_testing.application.campaign_state import campaign_of, told, whole_state
from aegis_testing.domain.campaigns.campaign import Campaign
from aegis_testing.domain.test import Test

RUN_CAMPAIGN = "run-campaign"
"""The job that makes a run of a campaign whose time has come."""
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(CampaignState).decode


class SqlCampaigns:
    """The port `Campaigns`, in the open transaction of a unit of work."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def get(self, campaign_id: UUID) -> Campaign:
        statement = (
            select(campaign.c.version, campaign.c.document).where(campaign.c.id == campaign_id).with_for_update()
        )
        row = (await self._uow.connection.execute(statement)).one_or_none()
        if row is None:
            raise NotFound("not_found", f"There is no campaign {campaign_id}.")
        return campaign_of(_decode(row.document), row.version)

    async def add(self, made: Campaign) -> None:
        state = whole_state(made)
        await self._uow.connection.execute(insert(campaign), _row(made, state))
        await self._put_tests(made)
        self._publish(made, state)

    async def save(self, changed: Campaign) -> None:
        if changed.version == changed.read_version:
            return
        state = whole_state(changed)
        statement = (
            update(campaign)
            .where(campaign.c.id == changed.id, campaign.c.version == changed.read_version)
            .values(_row(changed, state))
        )
        if (await self._uow.connection.execute(statement)).rowcount != 1:
            raise Stale(changed.read_version)
        await self._uow.connection.execute(delete(campaign_test).where(campaign_test.c.campaign_id == changed.id))
        await self._put_tests(changed)
        self._publish(changed, state)

    async def tests_of(self, one: Campaign) -> Sequence[Test]:
        statement = (
            select(test.c.id, test.c.version, test_document.c.document)
            .join(test_document, test_document.c.test_id == test.c.id)
            .where(test.c.campaign_id == one.id, test.c.deleted_at.is_(None))
            .order_by(test.c.id)
            .with_for_update(of=LOCKED)
        )
        place = {each.test_id: index for index, each in enumerate(one.tests)}
        found = all_from((await self._uow.connection.execute(statement)).all())
        return sorted(found, key=lambda each: (place.get(each.id, len(place)), each.number))

    async def schedule(self, one: Campaign, now: datetime) -> None:
        name = f"campaign/{one.id}"
        times = one.recurrence
        if times is None:
            await remove_schedule(self._uow.connection, name)
            return
        due = Schedule(
            name=name,
            job=RUN_CAMPAIGN,
            rule=times.rule,
            zone=times.zone,
            argument=str(one.id),
            starts_at=times.starts_at,
            ends_at=times.ends_at,
        )
        try:
            await put_schedule(self._uow.connection, due, now)
        except InvalidRule as error:
            raise Invalid("invalid", str(error), [Fault("/rule", str(error), "rule")]) from error

    async def runs_of(self, campaign_id: UUID) -> int:
        statement = select(func.count()).select_from(campaign).where(campaign.c.run_of == campaign_id)
        count: int = (await self._uow.connection.execute(statement)).scalar_one()
        return count

    async def _put_tests(self, one: Campaign) -> None:
        rows = [
            {
                "campaign_id": one.id,
                "test_id": each.test_id,
                "depends_on": list(each.depends_on),
                "met_by": each.met_by,
            }
            for each in one.tests
        ]
        if rows:
            await self._uow.connection.execute(insert(campaign_test), rows)

    def _publish(self, changed: Campaign, state: CampaignState) -> None:
        public = told(state)
        for one in changed.take_recorded():
            hidden = changed.blind and "variables" in one.event.changed
            self._uow.publish(
                TESTING_CAMPAIGNS,
                key=str(changed.id),
                version=one.version,
                type_=type(one.event).__name__,
                state=public,
                changed={} if hidden else one.event.changed,
                reason=one.event.reason,
            )
            self._uow.note(
                object_type=TESTING_CAMPAIGNS.name,
                object_id=str(changed.id),
                changed={}
                if hidden
                else {name: [old, getattr(public, name, None)] for name, old in one.event.changed.items()},
                reason=one.event.reason,
            )


def _row(one: Campaign, state: CampaignState) -> dict[str, Any]:
    return {
        "id": one.id,
        "version": one.version,
        "name": one.name,
        "type": one.type,
        "state": one.state,
        "restricted": one.restricted,
        "blind": one.blind,
        "owner_id": one.owner.id,
        "member_ids": sorted(one.member_ids),
        "starts_at": one.starts_at,
        "ends_at": one.ends_at,
        "run_of": one.run_of,
        "run_number": one.run_number,
        "created_at": one.created_at,
        "updated_at": one.updated_at,
        "document": _encode(state),
    }
