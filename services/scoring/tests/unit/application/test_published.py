"""What counts as a change of a published score, and what is only age."""

from dataclasses import replace
from datetime import timedelta

from scoring_builders import DEFAULT, NOW, inputs, line, named

from aegis_contracts.scoring_scores import TechniqueScore
from aegis_scoring.application.published import difference, says_nothing, state_of, untouched
from aegis_scoring.domain.assessment import assess
from aegis_scoring.domain.scope import Scope, Technique
from aegis_scoring.domain.technique_inputs import TechniqueInputs, Work

TECHNIQUE = Technique(id=named("t"), platforms=("Windows",))


def published(of: TechniqueInputs, days: float = 0, scope: Scope | None = None) -> TechniqueScore:
    assessed = assess(TECHNIQUE, of, scope or Scope(), DEFAULT, NOW + timedelta(days=days))
    return state_of(TECHNIQUE.id, assessed, 1)


DETECTED = inputs(line("detected", 10))


def test_age_alone_is_no_change() -> None:
    found = difference(published(DETECTED), published(DETECTED, days=200))
    assert (found.type, found.changed) == ("TechniqueScoreConfirmed", {})


def test_a_newer_equal_result_changes_the_score() -> None:
    found = difference(published(DETECTED), published(inputs(line("detected", 1))))
    assert found.type == "TechniqueScoreChanged"
    assert set(found.changed) == {"last_attacked_at", "score", "proven"}


def test_another_status_is_called_so_and_tells_the_old_one() -> None:
    found = difference(published(DETECTED), published(inputs(line("not_detected", 1))))
    assert found.type == "CoverageStatusChanged"
    assert found.changed["status"] == "validated"


def test_scope_is_a_change_though_the_score_stays() -> None:
    found = difference(published(DETECTED), published(DETECTED, scope=Scope(domains=("ics",))))
    assert (found.type, found.changed) == ("TechniqueScoreChanged", {"in_scope": True})


def test_expiry_is_a_change() -> None:
    found = difference(published(DETECTED), published(DETECTED, days=400))
    assert found.type == "CoverageStatusChanged"
    assert found.changed["flags"] == ("single",)


def test_what_nothing_is_known_of_says_nothing() -> None:
    nothing = published(inputs())
    assert says_nothing(nothing)
    assert difference(untouched(nothing), nothing).changed == {}
    for of in (inputs(line("not_detected", 1)), replace(inputs(), work=Work(drafts=1)), inputs(line("detected", 999))):
        assert not says_nothing(published(of))
    assert not says_nothing(published(inputs(line("detected", 1)), days=1))
