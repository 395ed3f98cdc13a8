"""Rules of deployments, tools' lists, implementations, templates and rules of our own, frameworks."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from catalog_support.people import LEAD, TECH
from hypothesis import given
from hypothesis import strategies as st

from aegis_catalog.domain.deployment import Deployment, DeploymentTold, deployed
from aegis_catalog.domain.deployment_sync import Known, SyncRow, sync
from aegis_catalog.domain.implementation import ImplementationTold, implemented
from aegis_catalog.domain.own_framework import FrameworkRow, FrameworkTold, checked, controls_in
from aegis_catalog.domain.own_rule import OwnRule, RuleTold
from aegis_catalog.domain.own_template import OwnTemplate, TemplateTold
from aegis_catalog.domain.people import person
from aegis_kernel.errors import Forbidden, Invalid, RuleBroken

NOW = datetime(2026, 11, 24, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
TOOL = uuid4()
RULES = [uuid4() for _ in range(4)]
KNOWN = Known(
    ids=set(RULES),
    keys={f"k{place}": [id_] for place, id_ in enumerate(RULES)},
    local_ids={"l0": [RULES[0]]},
    titles={"one": [RULES[1]], "two": [RULES[2], RULES[3]]},
)


def test_a_status_that_stays_keeps_its_time_and_another_begins_now() -> None:
    place = (RULES[0], TOOL)
    first = deployed(place, None, DeploymentTold(status="enabled", local_id=" x ", owner=""), NOW)
    assert first == Deployment(
        rule_id=RULES[0], tool_id=TOOL, status="enabled", since=NOW, local_id="x", owner=None, version=1
    )
    assert deployed(place, first, DeploymentTold(status="enabled"), LATER) is None
    owned = deployed(place, first, DeploymentTold(status="enabled", owner="Tom"), LATER)
    assert owned is not None
    assert (owned.since, owned.version, owned.local_id) == (NOW, 2, "x")
    off = deployed(place, owned, DeploymentTold(status="disabled", local_id=""), LATER)
    assert off is not None
    assert (off.since, off.local_id, off.owner) == (LATER, None, "Tom")


@pytest.mark.parametrize(
    "told",
    [{"since": LATER}, {"local_id": "x" * 301}, {"local_id": "a\nb"}, {"owner": "x" * 101}],
)
def test_what_no_deployment_can_be_is_refused(told: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        deployed((RULES[0], TOOL), None, DeploymentTold(status="enabled", **told), NOW)


def test_rows_name_rules_exactly() -> None:
    rows = [
        SyncRow(line=1, rule=str(RULES[0])), SyncRow(line=2, key="k1"), SyncRow(line=3, local_id="new", title="one"),
        SyncRow(line=4, key="K2"), SyncRow(line=5, title="two"), SyncRow(line=6, rule="x", key="k2"),
        SyncRow(line=7, key="none", title="one"), SyncRow(line=8),
    ]  # fmt: skip
    found = sync(TOOL, rows, KNOWN, {}, NOW, complete=False)
    assert (found.new, found.unchanged) == (2, 0)
    assert [(one.line, one.why) for one in found.unknown] == [
        (3, "repeated"), (4, "unknown"), (5, "ambiguous"), (6, "unknown"), (7, "unknown"), (8, "unknown"),
    ]  # fmt: skip


rows_of = st.lists(st.sampled_from([*(str(id_) for id_ in RULES), "k0", "k9"]), max_size=6).map(
    lambda named: [SyncRow(line=line, rule=one, status="enabled") for line, one in enumerate(named, start=1)]
)


@given(before=rows_of, after=rows_of, complete=st.booleans())
def test_the_same_list_again_changes_nothing(before: list[SyncRow], after: list[SyncRow], complete: bool) -> None:
    present: dict[UUID, Deployment] = {}
    for rows in (before, after):
        found = sync(TOOL, rows, KNOWN, present, NOW, complete=complete)
        present |= {one.rule_id: one for one in found.changed}
        assert found.new + found.differing + found.unchanged + len(found.unknown) == len(rows)
    again = sync(TOOL, after, KNOWN, present, LATER, complete=complete)
    assert (again.changed, again.new, again.differing, again.disabled) == ([], 0, 0, 0)
    if complete:
        listed = {UUID(row.rule) for row in after if len(row.rule) == 36}
        assert {id_ for id_, one in present.items() if one.status == "enabled"} == listed


def test_an_implementation_begins_when_it_changes() -> None:
    defence = uuid4()
    assert implemented(defence, None, ImplementationTold(status="none"), NOW) is None
    first = implemented(defence, None, ImplementationTold(status="planned", owner=" Tom "), NOW)
    assert first is not None
    assert (first.since, first.owner, first.version) == (NOW, "Tom", 1)
    second = implemented(defence, first, ImplementationTold(status="implemented", tool_id=TOOL), LATER)
    assert second is not None
    assert (second.since, second.owner, second.version) == (LATER, None, 2)
    with pytest.raises(Invalid):
        implemented(defence, first, ImplementationTold(status="none", tool_id=TOOL), LATER)


def own_template() -> OwnTemplate:
    made = OwnTemplate(uuid4(), TemplateTold(name="x", techniques=("T1",), command="id"), person(TECH))
    made.begin(NOW)
    return made


def test_nobody_approves_what_they_wrote_any_of() -> None:
    one = own_template()
    with pytest.raises(Forbidden):
        one.approve(person(TECH), NOW)
    one.approve(person(LEAD), NOW)
    one.edit(TemplateTold(name="x", techniques=("T1",), command="whoami"), person(LEAD), LATER)
    assert (one.approval, one.revision) == ("draft", 2)
    with pytest.raises(Forbidden):
        one.approve(person(LEAD), NOW)
    one.retire("Old.", LATER)
    for move in (lambda: one.approve(person(LEAD), NOW), lambda: one.retire("x", NOW)):
        with pytest.raises(RuleBroken) as refused:
            move()
        assert (refused.value.state, refused.value.allowed) == ("retired", ("fork",))


def test_the_same_words_make_no_version() -> None:
    one = own_template()
    one.edit(TemplateTold(name=" x ", techniques=("T1", "T1"), command="id"), person(LEAD), LATER)
    assert (one.revision, one.version) == (1, 1)


def test_a_rule_is_retired_and_comes_back() -> None:
    one = OwnRule(uuid4(), RuleTold(title=" A  rule "))
    one.begin(NOW)
    assert one.told.title == "A rule"
    one.retire("Noisy.", LATER)
    with pytest.raises(RuleBroken):
        one.edit(RuleTold(title="B"), LATER)
    one.reinstate("Needed.", LATER)
    assert (one.retired, one.withdrawn_at) == (False, None)


def test_lines_with_one_id_make_one_control() -> None:
    rows = [
        FrameworkRow(line=2, control_id="A", title="One", technique_id="t1059", comment="c"),
        FrameworkRow(line=3, control_id="A", technique_id="T1078"),
        FrameworkRow(line=4, control_id="B", title="Two"),
    ]
    first, second = controls_in(rows)
    assert (first.title, first.mappings, second.mappings) == ("One", {"T1059": "c", "T1078": ""}, {})
    with pytest.raises(Invalid):
        controls_in([])


@pytest.mark.parametrize("slug", ["", "-a", "a b", "A" * 65, "01900000-0000-7000-8000-000000000001", "ä"])
def test_a_slug_is_a_short_word(slug: str) -> None:
    with pytest.raises(Invalid):
        checked(FrameworkTold(slug=slug, name="x"))
