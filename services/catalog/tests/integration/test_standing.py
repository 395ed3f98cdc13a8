"""What is kept of scores and tests."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from catalog_support.claims import technique_id
from catalog_support.service import CatalogForTests

from aegis_contracts.decay import ScoreFormula
from aegis_contracts.scoring_scores import SCORING_SCORES, TechniqueScore
from aegis_contracts.testing_tests import TESTING_TESTS, Execution, PersonRef, Procedure, TestState
from aegis_contracts.words import CoverageStatus
from aegis_kernel.facts import Fact
from aegis_kernel.ids import event_id

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
TOM = PersonRef(id=UUID(int=9), name="Tom")


def told(topic: Any, key: str, version: int, state: Any) -> Fact[Any]:
    id_ = event_id(topic.name, key, version)
    return Fact(topic=topic.name, key=key, version=version, type="any", id=id_, time=NOON, state=state)


def score(key: str, version: int, status: CoverageStatus, *flags: str) -> Fact[TechniqueScore]:
    formula = ScoreFormula(at=NOON, steady=float(version))
    state = TechniqueScore(
        technique_id=technique_id(key),
        status=status,
        flags=flags,
        score=formula,
        proven=formula,
        assumed=formula,
        in_scope=True,
        tests=1,
        lines=1,
    )
    return told(SCORING_SCORES, str(state.technique_id), version, state)


def a_test(key: str, version: int, *starts: datetime, number: int = 1, **fields: Any) -> Fact[TestState]:
    executions = tuple(
        Execution(id=UUID(int=place), platform="Windows", environment="lab", outcome="succeeded", started_at=start)
        for place, start in enumerate(starts)
    )
    values: dict[str, Any] = {
        "id": UUID(int=number),
        "number": number,
        "technique_id": technique_id(key),
        "drafted_technique_id": technique_id(key),
        "attack_id": key,
        "technique_name": key,
        "procedure": Procedure(key="p", name="P"),
        "state": "draft",
        "author": TOM,
        "drafted_at": NOON,
        "review_policy": "dual",
        "executions": executions,
    }
    state = TestState(**(values | fields))
    return told(TESTING_TESTS, str(state.id), version, state)


async def standings(catalog: CatalogForTests) -> dict[Any, Any]:
    rows = await catalog.rows("select technique_id, status, flags, last_used_at from standing")
    return {technique: tuple(rest) for technique, *rest in rows}


async def test_a_score_says_status_and_flags(catalog: CatalogForTests) -> None:
    await catalog.hear([score("T1", 1, "partial", "single", "expired"), score("T2", 1, "validated")])
    assert await standings(catalog) == {
        technique_id("T1"): ("partial", ["single", "expired"], None),
        technique_id("T2"): ("validated", [], None),
    }


async def test_an_older_score_heard_again_after_a_rebuild_changes_nothing(catalog: CatalogForTests) -> None:
    await catalog.hear([score("T1", 1, "partial"), score("T1", 2, "validated")])
    await catalog.rows("delete from inbox")
    await catalog.hear([score("T1", 1, "partial")])
    assert (await standings(catalog))[technique_id("T1")][0] == "validated"


async def test_the_latest_start_of_any_test_is_the_last_use(catalog: CatalogForTests) -> None:
    later = NOON + timedelta(hours=1)
    await catalog.hear([a_test("T1", 1)])
    assert (await standings(catalog))[technique_id("T1")] == ("not_evaluated", [], None)
    await catalog.hear([a_test("T1", 2, started_at=NOON), a_test("T1", 1, later, NOON, number=2)])
    assert (await standings(catalog))[technique_id("T1")][2] == later


async def test_a_test_that_moves_or_goes_takes_its_use_along(catalog: CatalogForTests) -> None:
    await catalog.hear([a_test("T1", 1, NOON)], [a_test("T2", 2, NOON)])
    found = await standings(catalog)
    assert (found[technique_id("T1")][2], found[technique_id("T2")][2]) == (None, NOON)
    await catalog.hear([a_test("T2", 3, NOON, deleted_at=NOON)])
    assert (await standings(catalog))[technique_id("T2")][2] is None


async def test_a_templates_last_use_is_that_of_its_latest_test(catalog: CatalogForTests) -> None:
    made = Procedure(key="p", name="P", template_id=UUID(int=7))
    other = Procedure(key="p", name="P", template_id=UUID(int=8))
    await catalog.hear(
        [a_test("T1", 1, NOON, procedure=made), a_test("T1", 1, NOON + timedelta(days=1), number=2, procedure=made)]
    )
    last_used = "select template_id, last_used_at from template_standing order by 1"
    assert await catalog.rows(last_used) == [(UUID(int=7), NOON + timedelta(days=1))]
    await catalog.hear([a_test("T1", 2, NOON + timedelta(days=1), number=2, procedure=other)])
    assert await catalog.rows(last_used) == [(UUID(int=7), NOON), (UUID(int=8), NOON + timedelta(days=1))]
    await catalog.hear([a_test("T1", 2, NOON, procedure=made, deleted_at=NOON)])
    assert await catalog.rows(last_used) == [(UUID(int=7), None), (UUID(int=8), NOON + timedelta(days=1))]
