"""The matrix from what was heard."""

from datetime import date, timedelta

import pytest
from reporting_facts import (
    EXECUTION,
    NOW,
    PERSISTENCE,
    actor,
    matrix,
    named,
    scope,
    score,
    technique,
    tool,
)
from reporting_rig import VIEWER, Rig, caller

from aegis_kernel.errors import Forbidden
from aegis_kernel.rights import Role
from aegis_reporting.application.matrix.filter import CellFilter
from aegis_reporting.application.matrix.queries.matrix import ReadMatrix
from aegis_reporting.application.matrix.views import CellView, MatrixView


async def read(rig: Rig, **wanted: object) -> MatrixView:
    return await (await rig.get(ReadMatrix))(VIEWER, CellFilter(**wanted))  # type: ignore[arg-type]  # tests say what they filter by


def cells(view: MatrixView) -> dict[str, list[str]]:
    return {tactic.shortname: [cell.attack_id for cell in tactic.techniques] for tactic in view.tactics}


def cell(view: MatrixView, attack_id: str) -> CellView:
    return next(cell for tactic in view.tactics for cell in tactic.techniques if cell.attack_id == attack_id)


async def test_before_the_first_import_there_is_nothing(rig: Rig) -> None:
    view = await read(rig)
    assert (view.tactics, view.release, view.counts.techniques) == ([], None, 0)


async def test_tactics_stand_in_order_with_their_techniques_and_subtechniques_behind_their_parents(rig: Rig) -> None:
    await rig.hear(
        matrix(),
        technique("T1059", "Command and Scripting Interpreter"),
        technique("T1059.003", "Windows Command Shell"),
        technique("T1059.001", "PowerShell"),
        technique("T1053", "Scheduled Task/Job", tactics=(EXECUTION, PERSISTENCE)),
        technique("T1203", "Exploitation for Client Execution"),
        technique("T9999", "Gone", state="deprecated"),
    )
    view = await read(rig)
    assert view.release == "19.1"
    assert cells(view) == {
        "execution": ["T1059", "T1059.001", "T1059.003", "T1203", "T1053"],
        "persistence": ["T1053"],
        "empty": [],
    }
    assert cell(view, "T1059.001").parent == "T1059"
    assert cell(view, "T1059").parent is None
    assert (view.counts.cells, view.counts.techniques) == (6, 5)


async def test_a_technique_without_a_score_is_not_evaluated_with_no_points(rig: Rig) -> None:
    await rig.hear(matrix(), technique("T1"))
    shown = cell(await read(rig), "T1")
    assert (shown.status, shown.score, shown.proven, shown.assumed, shown.tests) == ("not_evaluated", 0.0, 0.0, 0.0, 0)
    assert shown.last_tested_at is None
    assert shown.in_scope


async def test_scores_fade_as_the_published_formula_says(rig: Rig) -> None:
    await rig.hear(matrix(), technique("T1"), score("T1", steady=40.0, fading=15.0, assumed=20.0, flags=("single",)))
    shown = cell(await read(rig), "T1")
    assert (shown.status, shown.flags, shown.score, shown.proven, shown.assumed) == (
        "validated", ["single"], 75.0, 55.0, 20.0,
    )  # fmt: skip
    rig.clock.forward(days=90)
    later = cell(await read(rig), "T1")
    assert (later.score, later.proven, later.assumed) == (67.5, 47.5, 20.0)


async def test_a_page_stays_the_same_within_a_minute(rig: Rig) -> None:
    await rig.hear(matrix(), technique("T1"), score("T1", fading=15.0))
    first = await read(rig)
    rig.clock.forward(seconds=20)
    assert await read(rig) == first
    assert first.as_of == NOW.replace(second=0)


async def test_scope_is_scorings_word_or_else_the_same_rules(rig: Rig) -> None:
    await rig.hear(
        matrix(),
        scope(
            platforms=("windows", "Linux"), excluded={"T4": None, "T5": date(2026, 11, 23), "T6": date(2026, 11, 24)}
        ),
        tool(),
        technique("T1", platforms=("Windows", "macOS")),
        technique("T2", platforms=("macOS",)),
        technique("T3", platforms=("PRE",)),
        technique("T4"),
        technique("T5"),
        technique("T6"),
        technique("T7"),
        technique("T7.001"),
        technique("T8", platforms=()),
        technique("T9"),
        score("T9", in_scope=False),
        technique("T10", platforms=("macOS",)),
        score("T10", in_scope=True),
    )
    view = await read(rig)
    why = {name: cell(view, name).out_of_scope for name in ("T1", "T2", "T3", "T4", "T5", "T6", "T7", "T7.001", "T8")}
    assert why == {
        "T1": None,
        "T2": "platform",
        "T3": "platform",
        "T4": "excluded",
        "T5": None,
        "T6": "excluded",
        "T7": "subtechniques",
        "T7.001": None,
        "T8": "platform",
    }
    assert cell(view, "T9").out_of_scope == "scoring"
    assert cell(view, "T10").in_scope
    assert view.counts.in_scope == 4
    assert view.counts.out_of_scope == {"excluded": 2, "platform": 3, "scoring": 1, "subtechniques": 1}


async def test_without_platforms_all_are_ours_but_pre_only_when_it_is_switched_on(rig: Rig) -> None:
    await rig.hear(
        matrix(), scope(), technique("T1"), technique("T2", platforms=("PRE",)), technique("T3", platforms=())
    )
    view = await read(rig)
    assert [cell(view, name).in_scope for name in ("T1", "T2", "T3")] == [True, False, True]
    await rig.hear(scope(version=2, include_pre=True))
    assert cell(await read(rig), "T2").in_scope


async def test_before_a_scope_is_told_the_defaults_hold(rig: Rig) -> None:
    await rig.hear(
        matrix(),
        matrix(domain="mobile"),
        technique("T1"),
        technique("T2", platforms=("PRE",)),
        technique("T3", domain="mobile"),
    )
    view = await read(rig)
    assert [cell(view, name).in_scope for name in ("T1", "T2")] == [True, False]
    assert cell(await read(rig, domain="mobile"), "T3").out_of_scope == "domain"


async def test_filters_mean_or_within_and_and_between(rig: Rig) -> None:
    await rig.hear(
        matrix(),
        technique("T1", platforms=("Windows",)),
        technique("T2", platforms=("Linux",), tactics=(PERSISTENCE,)),
        technique("T3", platforms=("macOS",), tactics=(EXECUTION, PERSISTENCE)),
        score("T1"),
        score("T2", status="not_covered", steady=0.0),
        actor("G0016", direct=("T1",), campaign=("T3",)),
        actor("G0017", direct=("T1", "T2")),
    )
    assert cells(await read(rig, platforms=("WINDOWS", "macos"))) == {
        "execution": ["T1", "T3"], "persistence": ["T3"], "empty": [],
    }  # fmt: skip
    assert cells(await read(rig, tactics=("TA0003",))) == {"persistence": ["T2", "T3"]}
    assert cells(await read(rig, tactics=("persistence", str(EXECUTION)))).keys() == {"execution", "persistence"}
    assert cells(await read(rig, statuses=("validated", "not_covered"), tactics=("execution",))) == {
        "execution": ["T1"]
    }
    assert cells(await read(rig, statuses=("not_evaluated",)))["execution"] == ["T3"]
    assert cells(await read(rig, actors=("G0016",))) == {"execution": ["T1", "T3"], "persistence": ["T3"], "empty": []}
    assert cells(await read(rig, actors=(str(named("G0017")),), platforms=("linux",)))["persistence"] == ["T2"]


async def test_actors_are_counted_once_each_and_only_active_ones(rig: Rig) -> None:
    await rig.hear(
        matrix(),
        technique("T1"),
        actor("G1", direct=("T1",), campaign=("T1",)),
        actor("G2", campaign=("T1",)),
        actor("G3", direct=("T1",), state="deprecated"),
    )
    assert cell(await read(rig), "T1").actors == 2


async def test_what_is_in_or_out_of_scope_can_be_asked_for(rig: Rig) -> None:
    await rig.hear(matrix(), technique("T1"), technique("T2", platforms=("PRE",)))
    assert cells(await read(rig, scope="in"))["execution"] == ["T1"]
    assert cells(await read(rig, scope="out"))["execution"] == ["T2"]


async def test_counts_take_each_technique_once_and_tactics_each_of_theirs(rig: Rig) -> None:
    await rig.hear(
        matrix(),
        technique("T1", tactics=(EXECUTION, PERSISTENCE)),
        technique("T2"),
        score("T1", flags=("single", "retest_open")),
    )
    view = await read(rig)
    assert view.counts.by_status == {
        "validated": 1, "partial": 0, "not_covered": 0, "in_progress": 0, "not_evaluated": 1,
    }  # fmt: skip
    assert view.counts.by_flag == {"retest_open": 1, "single": 1}
    assert view.counts.tested == 1
    assert [(tactic.in_scope, tactic.tested) for tactic in view.tactics] == [(2, 1), (1, 1), (0, 0)]


async def test_a_review_that_waits_shows_as_a_flag_whatever_scoring_knows(rig: Rig) -> None:
    await rig.hear(matrix(), technique("T1", review_required=True), technique("T2", review_required=True))
    await rig.hear(score("T2", flags=("review_required",)))
    view = await read(rig)
    assert cell(view, "T1").flags == cell(view, "T2").flags == ["review_required"]


async def test_a_technique_that_loses_its_place_leaves_the_matrix(rig: Rig) -> None:
    await rig.hear(matrix(), technique("T1", tactics=(EXECUTION, PERSISTENCE)))
    await rig.hear(technique("T1", version=2, tactics=(PERSISTENCE,)))
    assert cells(await read(rig)) == {"execution": [], "persistence": ["T1"], "empty": []}
    await rig.hear(technique("T1", version=3, tactics=(PERSISTENCE,), state="revoked"))
    assert cells(await read(rig))["persistence"] == []


async def test_an_old_fact_that_comes_again_changes_nothing(rig: Rig) -> None:
    await rig.hear(matrix(), technique("T1"), score("T1", version=2, steady=60.0))
    await rig.hear(score("T1", version=1, steady=10.0, at=NOW - timedelta(days=1)))
    assert cell(await read(rig), "T1").score == 60.0


@pytest.mark.parametrize("role", [Role.GUEST])
async def test_guests_do_not_see_it(rig: Rig, role: Role) -> None:
    with pytest.raises(Forbidden):
        await (await rig.get(ReadMatrix))(caller(role), CellFilter())
