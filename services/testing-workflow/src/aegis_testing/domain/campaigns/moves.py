"""What happens to a campaign."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from aegis_kernel.aggregate import DomainEvent
from aegis_kernel.errors import Fault, RuleBroken
from aegis_testing.domain.campaigns.campaign import (
    Campaign,
    CampaignActivated,
    CampaignArchived,
    CampaignCancelled,
    CampaignChanged,
    CampaignCompleted,
    CampaignDrafted,
    CampaignStateName,
    Entry,
    Member,
)
from aegis_testing.domain.campaigns.dependencies import cycle_in
from aegis_testing.domain.limits import MAX_ARGUMENT, MAX_REASON, MAX_WORD, checked_reason, raise_if_any, text_fault

MAX_TESTS = 1_000
MAX_MEMBERS = 500
MAX_DEPENDS_ON = 50
MAX_VARIABLES = 200
MAX_LONG_TEXT = 20_000
"""Characters of an objective or of rules of engagement."""
OVER: frozenset[CampaignStateName] = frozenset({"completed", "archived", "cancelled"})
_FROM: Mapping[CampaignStateName, frozenset[CampaignStateName]] = {
    "active": frozenset({"draft"}),
    "completed": frozenset({"active"}),
    "archived": frozenset({"completed"}),
    "cancelled": frozenset({"draft", "active"}),
}
_EVENTS: Mapping[CampaignStateName, type[DomainEvent]] = {
    "active": CampaignActivated,
    "completed": CampaignCompleted,
    "archived": CampaignArchived,
    "cancelled": CampaignCancelled,
}
EDITABLE = frozenset(
    {
        "name",
        "objective",
        "rules_of_engagement",
        "deconfliction_contact",
        "starts_at",
        "ends_at",
        "restricted",
        "variables",
    }
)


def drafted(campaign: Campaign) -> Campaign:
    """A new campaign, checked. Raises `Invalid`."""
    _check(campaign)
    campaign.happened(CampaignDrafted, campaign.created_at, {})
    return campaign


def edit(campaign: Campaign, new: Mapping[str, Any], at: datetime) -> None:
    """Changes what `new` names, of `EDITABLE`. Raises `RuleBroken`, `Invalid`."""
    ensure_open(campaign)
    changed = {name: getattr(campaign, name) for name, value in new.items() if getattr(campaign, name) != value}
    for name in changed:
        setattr(campaign, name, new[name])
    _check(campaign)
    if changed:
        campaign.happened(CampaignChanged, at, changed)


def put_members(campaign: Campaign, members: Sequence[Member], at: datetime) -> None:
    """Who takes part from now on. Raises `RuleBroken`, `Invalid`."""
    ensure_open(campaign)
    if len(members) > MAX_MEMBERS:
        raise_if_any([Fault("/members", f"At most {MAX_MEMBERS}.", "too_many")])
    if tuple(members) != campaign.members:
        before, campaign.members = campaign.members, tuple(members)
        campaign.happened(CampaignChanged, at, {"members": [str(one.person.id) for one in before]})


def add_tests(campaign: Campaign, entries: Sequence[Entry], at: datetime) -> None:
    """Puts tests behind those that are there. Raises `RuleBroken`, `Invalid`."""
    put_tests(campaign, (*campaign.tests, *entries), at)


def remove_test(campaign: Campaign, test_id: UUID, at: datetime) -> None:
    """Takes a test out; nothing waits for it any more. Raises `NotFound`, `RuleBroken`."""
    campaign.entry(test_id)
    left = (
        replace(one, depends_on=tuple(id_ for id_ in one.depends_on if id_ != test_id))
        for one in campaign.tests
        if one.test_id != test_id
    )
    put_tests(campaign, tuple(left), at)


def put_tests(
    campaign: Campaign, entries: Sequence[Entry], at: datetime, numbers: Mapping[UUID, int] | None = None
) -> None:
    """Tests, order, phases and dependencies as they are from now on. `numbers` name tests in refusals. Raises
    `RuleBroken`, for a circle too, and `Invalid`."""
    ensure_open(campaign)
    there = {one.test_id for one in entries}
    faults = [Fault("/tests", f"At most {MAX_TESTS} tests.", "too_many")] if len(entries) > MAX_TESTS else []
    if len(there) != len(entries):
        faults.append(Fault("/tests", "A test stands in it once.", "twice"))
    for index, one in enumerate(entries):
        where = f"/tests/{index}"
        fault = text_fault(f"{where}/phase", one.phase, characters=MAX_WORD)
        faults += [fault] if fault else []
        if len(one.depends_on) > MAX_DEPENDS_ON:
            faults.append(Fault(f"{where}/depends_on", f"At most {MAX_DEPENDS_ON}.", "too_many"))
        for id_ in one.depends_on:
            if id_ not in there:
                faults.append(Fault(f"{where}/depends_on", f"{id_} is no test of this campaign.", "not_in_campaign"))
    raise_if_any(faults)
    if circle := cycle_in(entries):
        named = " -> ".join(f"#{numbers[id_]}" if numbers and id_ in numbers else str(id_) for id_ in circle)
        detail = f"These tests would wait for one another: {named}."
        raise RuleBroken("dependency_cycle", detail, [Fault("/depends_on", detail, "dependency_cycle")])
    if tuple(entries) != campaign.tests:
        before, campaign.tests = campaign.tests, tuple(entries)
        campaign.happened(CampaignChanged, at, {"tests": [str(one.test_id) for one in before]})


def to_state(
    campaign: Campaign, state: CampaignStateName, at: datetime, reason: str | None = None, needs_reason: bool = False
) -> None:
    """Activates, completes, archives, cancels. Raises `RuleBroken`, `Invalid`."""
    if campaign.state not in _FROM[state]:
        allowed = [name for name, sources in _FROM.items() if campaign.state in sources]
        detail = f"It is {campaign.state} and cannot become {state}. It can become: {', '.join(allowed) or 'nothing'}."
        raise RuleBroken("rule_broken", detail, state=campaign.state, allowed=allowed)
    text = checked_reason(reason, needed=needs_reason)
    before, campaign.state = campaign.state, state
    campaign.reason = text
    campaign.happened(_EVENTS[state], at, {"state": before}, text)


def ensure_open(campaign: Campaign) -> None:
    """Raises `RuleBroken` when nothing about it changes any more."""
    if campaign.state in OVER:
        detail = f"The campaign is {campaign.state}."
        raise RuleBroken("rule_broken", detail, [Fault("/state", detail, "over")], state=campaign.state, allowed=[])


def ask_about_open_tests(numbers: Collection[int]) -> None:
    """Raises `RuleBroken`: somebody has to say what becomes of tests that are not over."""
    named = ", ".join(f"#{number}" for number in sorted(numbers)[:50])
    detail = f"{len(numbers)} tests are open ({named}): cancel them, or move them to another campaign (`open_tests`)."
    raise RuleBroken("open_tests", detail, [Fault("/open_tests", detail, "open_tests")])


def _check(campaign: Campaign) -> None:
    faults = [
        text_fault("/name", campaign.name, characters=MAX_WORD, needed=True),
        text_fault("/objective", campaign.objective, characters=MAX_LONG_TEXT),
        text_fault("/rules_of_engagement", campaign.rules_of_engagement, characters=MAX_LONG_TEXT),
        text_fault("/deconfliction_contact", campaign.deconfliction_contact, characters=MAX_REASON),
    ]
    if campaign.starts_at and campaign.ends_at and campaign.ends_at <= campaign.starts_at:
        faults.append(Fault("/ends_at", "The window ends before it begins.", "window_empty"))
    if len(campaign.variables) > MAX_VARIABLES:
        faults.append(Fault("/variables", f"At most {MAX_VARIABLES}.", "too_many"))
    for name, value in campaign.variables.items():
        faults.append(text_fault(f"/variables/{name}", name, characters=MAX_WORD, needed=True))
        faults.append(text_fault(f"/variables/{name}", value, characters=MAX_ARGUMENT))
    raise_if_any(faults)
