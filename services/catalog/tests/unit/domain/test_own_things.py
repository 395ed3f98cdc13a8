"""Notes, scope, policy and tools: their rules."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from catalog_support.people import ADMIN, TECH

from aegis_catalog.domain.notes import LONGEST, Note
from aegis_catalog.domain.policy import Policy
from aegis_catalog.domain.scope import Boundaries, Scope
from aegis_catalog.domain.tool import Description, Tool
from aegis_kernel.errors import Conflict, Invalid, NotFound, RuleBroken

NOW = datetime(2026, 11, 24, tzinfo=UTC)
ONE = UUID(int=1)


def test_a_note_grows_by_versions_and_the_same_text_adds_none() -> None:
    note = Note(ONE, ONE)
    note.write("one", TECH, NOW)
    note.write("two", TECH, NOW)
    note.write("two", TECH, NOW)
    assert [version.number for version in note.versions] == [1, 2]
    assert (note.text, note.version) == ("two", 2)


@pytest.mark.parametrize("text", ["", " \n", "ä" * (LONGEST // 2 + 1)])
def test_a_note_needs_a_fitting_text(text: str) -> None:
    with pytest.raises(Invalid):
        Note(ONE, ONE).write(text, TECH, NOW)


def test_a_withdrawn_note_stays_as_it_is() -> None:
    note = Note(ONE, ONE)
    note.write("one", TECH, NOW)
    note.withdraw(TECH, NOW)
    for act in (lambda: note.write("two", TECH, NOW), lambda: note.withdraw(TECH, NOW)):
        with pytest.raises(RuleBroken):
            act()


def test_a_scope_says_what_changed_and_is_quiet_when_nothing_did() -> None:
    scope = Scope()
    scope.change(Boundaries(platforms=(" Windows", "Windows "), domains=("mobile", "enterprise")))
    assert scope.boundaries.platforms == ("Windows",)
    assert scope.boundaries.domains == ("enterprise", "mobile")
    scope.change(scope.boundaries)
    [recorded] = scope.take_recorded()
    assert recorded.event.changed == {"platforms": (), "domains": ("enterprise",)}


def test_a_scope_names_every_fault_at_once() -> None:
    wrong = Boundaries(platforms=("", "x" * 101, "a\x00"), domains=(), environments=(), time_zone="Mars")
    with pytest.raises(Invalid) as refused:
        Scope().change(wrong)
    assert [fault.pointer for fault in refused.value.faults] == [
        "/platforms/0", "/platforms/1", "/platforms/2", "/domains", "/environments", "/time_zone",
    ]  # fmt: skip


def test_an_exclusion_lasts_through_its_last_day_and_stands_once() -> None:
    scope = Scope()
    entry = scope.exclude(ONE, " No such platform ", NOW.date(), ADMIN, NOW.date())
    assert (entry.reason, entry.by) == ("No such platform", ADMIN.id)
    with pytest.raises(Conflict):
        scope.exclude(ONE, "again", None, ADMIN, NOW.date())
    with pytest.raises(Invalid):
        scope.exclude(UUID(int=2), " ", date(2020, 1, 1), ADMIN, NOW.date())
    scope.include(ONE)
    with pytest.raises(NotFound):
        scope.include(ONE)


def test_a_policy_keeps_clocks_within_a_day() -> None:
    policy = Policy()
    policy.change(review="dual", skew_tolerance_seconds=120)
    assert policy.version == 0
    policy.change(review="single", skew_tolerance_seconds=0)
    assert policy.version == 1
    with pytest.raises(Invalid):
        policy.change(review="single", skew_tolerance_seconds=86_401)


def test_a_tool_is_tidied_and_may_not_end_before_it_begins() -> None:
    tool = Tool(ONE)
    tool.describe(Description(name="  Mail   gate ", kind="mail", platforms=("Windows", "Windows")))
    assert (tool.description.name, tool.description.platforms) == ("Mail gate", ("Windows",))
    with pytest.raises(Invalid):
        tool.describe(Description(name="x", kind="mail", active_from=date(2026, 2, 1), active_to=date(2026, 1, 1)))
    with pytest.raises(Invalid):
        tool.describe(Description(name=" ", kind="mail"))
