"""Reads campaigns: pages, one with its tests, whether something ran; one statement each."""

from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import (
    ARRAY,
    Boolean,
    Float,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    not_,
    null,
    or_,
    select,
)

from aegis_chassis.database.compiled import compiled
from aegis_chassis.database.listing import Listing
from aegis_chassis.database.pool import Database
from aegis_contracts.testing_campaigns import CampaignState
from aegis_kernel.paging import Page, PageRequest
from aegis_testing.adapters.persistence.blindness import plain_state, seen_by
from aegis_testing.adapters.persistence.reach import bound_to, within_reach
from aegis_testing.adapters.persistence.restored import restored
from aegis_testing.adapters.persistence.tables import campaign, test, test_document
from aegis_testing.application.queries.campaigns import CampaignFilters, CampaignItem, TestLine
from aegis_testing.application.queries.seer import Seer

BEFORE, AFTER = timedelta(minutes=5), timedelta(minutes=5)
"""How much clocks of hosts may differ when somebody asks whether it was us."""
UNKNOWN_LENGTH = timedelta(hours=1)
"""How long an execution counts as running whose end is not known."""
_decode = msgspec.json.Decoder(CampaignState).decode

_there = and_(test.c.campaign_id == campaign.c.id, test.c.deleted_at.is_(None))
_counted = select(func.count()).where(_there).scalar_subquery()
_open = func.nullif(select(func.count()).where(_there, test.c.cancelled_at.is_(None)).scalar_subquery(), 0)
_validated = select(func.count()).where(_there, test.c.state == literal("validated", Text)).scalar_subquery()
_READER = Listing(
    rows=select(
        campaign.c.id,
        campaign.c.version,
        campaign.c.name,
        campaign.c.type,
        campaign.c.state,
        campaign.c.restricted,
        campaign.c.blind,
        campaign.c.starts_at,
        campaign.c.ends_at,
        campaign.c.run_of,
        campaign.c.run_number,
        campaign.c.created_at,
        campaign.c.updated_at,
        _counted.label("tests"),
        (cast(_validated, Float) / _open).label("progress"),
    ).where(within_reach(campaign.c.id)),
    filters={
        "states": campaign.c.state == func.any(bindparam("states", type_=ARRAY(Text))),
        "types": campaign.c.type == func.any(bindparam("types", type_=ARRAY(Text))),
        "member": bindparam("member", type_=Uuid) == func.any(campaign.c.member_ids),
        "run_of": campaign.c.run_of == bindparam("run_of", type_=Uuid),
        "name": func.strpos(func.lower(campaign.c.name), func.lower(bindparam("name", type_=Text))) > literal(0),
    },
    sorts={
        "updated_at": campaign.c.updated_at,
        "created_at": campaign.c.created_at,
        "name": campaign.c.name,
    },
    tie=campaign.c.id,
).reader()

_seen = or_(bindparam("sees_all", type_=Boolean), seen_by("me"))
_ONE = compiled(
    select(
        campaign.c.version,
        campaign.c.document,
        test.c.id,
        test.c.number,
        test.c.state,
        case((_seen, test.c.result), else_=null()).label("result"),
        test.c.started_at,
        not_(_seen).label("masked"),
    )
    .select_from(campaign.outerjoin(test, _there))
    .where(campaign.c.id == bindparam("id", type_=Uuid), within_reach(campaign.c.id))
)
_RAN = compiled(
    select(test.c.id, test.c.version, test_document.c.document)
    .join(test_document, test_document.c.test_id == test.c.id)
    .where(
        test.c.campaign_id == bindparam("id", type_=Uuid), test.c.deleted_at.is_(None), test.c.started_at.is_not(None)
    )
)


class SqlCampaignReads:
    """The port `CampaignReads`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, filters: CampaignFilters, request: PageRequest, seer: Seer) -> Page[CampaignItem]:
        given: dict[str, Any] = {}
        for field in fields(filters):
            value = getattr(filters, field.name)
            if value is not None and value != ():
                given[field.name] = list(value) if isinstance(value, tuple) else value
        return await _READER.page(self._database, request, given, _item, bound=bound_to(seer))

    async def find(self, campaign_id: UUID, seer: Seer) -> tuple[CampaignState, int, list[TestLine]] | None:
        values = {"id": campaign_id, "me": seer.person, "sees_all": seer.sees_all, **bound_to(seer)}
        async with self._database.raw() as connection:
            rows = await connection.fetch(_ONE.sql, *_ONE.arguments(values))
        if not rows:
            return None
        lines = [_line(row) for row in rows if row["id"] is not None]
        return _decode(rows[0]["document"]), rows[0]["version"], lines

    async def ran(self, campaign_id: UUID, host: str, at: datetime) -> bool:
        wanted = host.strip().casefold()
        async with self._database.raw() as connection:
            rows = await connection.fetch(_RAN.sql, *_RAN.arguments({"id": campaign_id}))
        for row in rows:
            for one in restored(row["id"], row["version"], row["document"]).executions:
                if one.started_at is None or one.outcome == "not_run":
                    continue
                ended = one.ended_at or one.started_at + UNKNOWN_LENGTH
                hosts = {one.source.casefold(), one.target.casefold()}
                if wanted in hosts and one.started_at - BEFORE <= at <= ended + AFTER:
                    return True
        return False


def _item(*row: Any) -> CampaignItem:
    return CampaignItem(**dict(zip(CampaignItem.__struct_fields__, row, strict=True)))


def _line(row: Any) -> TestLine:
    state = row["state"]
    if row["masked"]:
        state = plain_state(state, started=row["started_at"] is not None, rejected=False)
    return TestLine(id=row["id"], number=row["number"], state=state, result=row["result"], masked=row["masked"])
