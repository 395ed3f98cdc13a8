"""Which tests are hidden with their campaigns, and what of its campaign decides about a test's start."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    not_,
    or_,
    select,
)

from aegis_testing.adapters.persistence.tables import campaign, campaign_test, test
from aegis_testing.application.queries.seer import Seer
from aegis_testing.domain.circumstances import InCampaign

_waited = test.alias("waited")
_DONE = ("submitted", "approved")
_RED_DONE = _waited.c.red_status.in_([literal(one, Text) for one in _DONE])
_BLUE_DONE = _waited.c.blue_status.in_([literal(one, Text) for one in _DONE])
_MET = case(
    (campaign_test.c.met_by == literal("validated", Text), _waited.c.state == literal("validated", Text)),
    (campaign_test.c.met_by == literal("submitted", Text), and_(_RED_DONE, _BLUE_DONE)),
    else_=or_(_waited.c.executed, _RED_DONE),
)
_UNMET = (
    select(
        func.array_agg(
            literal("It waits for #", Text)
            + cast(_waited.c.number, Text)
            + literal(" to be ", Text)
            + campaign_test.c.met_by
            + case(
                (_waited.c.cancelled_at.is_not(None), literal(", which is cancelled.", Text)), else_=literal(".", Text)
            )
        )
    )
    .select_from(campaign_test.join(_waited, _waited.c.id == func.any(campaign_test.c.depends_on)))
    .where(campaign_test.c.test_id == test.c.id, _waited.c.deleted_at.is_(None), not_(_MET))
    .correlate(test)
    .scalar_subquery()
)


def with_campaign(statement: Select[Any]) -> Select[Any]:
    """A select from `test` with its campaign's columns besides, which `in_campaign` reads."""
    return statement.outerjoin(campaign, campaign.c.id == test.c.campaign_id).add_columns(
        campaign.c.name.label("campaign_name"),
        campaign.c.state.label("campaign_state"),
        campaign.c.restricted.label("campaign_restricted"),
        campaign.c.member_ids.label("campaign_members"),
        campaign.c.starts_at.label("campaign_starts_at"),
        campaign.c.ends_at.label("campaign_ends_at"),
        _UNMET.label("campaign_unmet"),
    )


def in_campaign(row: Mapping[str, Any]) -> InCampaign | None:
    """None for a test in no campaign."""
    if row["campaign_name"] is None:
        return None
    return InCampaign(
        name=row["campaign_name"],
        active=row["campaign_state"] == "active",
        starts_at=row["campaign_starts_at"],
        ends_at=row["campaign_ends_at"],
        unmet=tuple(sorted(row["campaign_unmet"] or ())),
        restricted=row["campaign_restricted"],
        members=frozenset(row["campaign_members"]),
    )


def within_reach(campaign_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a row's campaign hides it from nobody, or not from whoever `bound_to` binds."""
    guest = bindparam("guest", type_=Boolean)
    open_ones = select(campaign.c.id).where(
        or_(
            bindparam("reader", type_=Uuid) == func.any(campaign.c.member_ids),
            and_(not_(campaign.c.restricted), not_(guest)),
        )
    )
    return or_(
        bindparam("oversees", type_=Boolean), and_(campaign_id.is_(None), not_(guest)), campaign_id.in_(open_ones)
    )


def bound_to(seer: Seer) -> dict[str, Any]:
    """The parameters of `within_reach`."""
    return {"reader": seer.person, "oversees": seer.oversees, "guest": seer.guest}
