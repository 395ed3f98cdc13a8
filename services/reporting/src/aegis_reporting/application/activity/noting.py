"""From facts to entries of the feed. Pure: what is told, and what is too much to be told one by one."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, TypeVar

from aegis_contracts.catalog_organisation import OrganisationState, ScopeState
from aegis_contracts.decay import score_at
from aegis_contracts.import_runs import ImportRunState
from aegis_contracts.scoring_scores import SCORING_SCORES, TechniqueScore
from aegis_contracts.testing_tests import TESTING_TESTS, TestState
from aegis_kernel.facts import Fact
from aegis_reporting.application.activity.changes import (
    Change,
    ImportMoved,
    MatrixChanged,
    TechniqueChanged,
    TestMoved,
)
from aegis_reporting.domain.figures import displayed

S = TypeVar("S")

OLDEST = timedelta(hours=24)
"""Older facts are history (a rebuild, a new service), not news (events.md: effects ignore them)."""
ONE_BY_ONE = 50
"""So many changes of one kind in a batch are told one by one; more become a word to read the matrix anew."""

_CONFIRMED = SCORING_SCORES.types["TechniqueScoreConfirmed"]
_DRAFTED = TESTING_TESTS.types["TestDrafted"]
_QUIET = frozenset(TESTING_TESTS.types[name] for name in ("TestRecorded", "EvidenceAttached", "EvidenceWithdrawn"))
_TOLD_RUNS = frozenset({"held", "applied", "failed", "cancelled"})


def news(facts: Iterable[Fact[S]], *, now: datetime) -> list[Fact[S]]:
    """Those of `facts` that are news."""
    return [fact for fact in facts if fact.time >= now - OLDEST]


def of_scores(facts: Sequence[Fact[TechniqueScore]]) -> list[Change]:
    """Techniques whose score, status or flags changed."""
    return _within_limit([*_scores(facts)], "scores")


def of_tests(facts: Sequence[Fact[TestState]]) -> list[Change]:
    """Tests that were moved. Work put down on the way is not told, nor is anything of a blind test."""
    return _within_limit([*_tests(facts)], "tests")


def of_runs(facts: Sequence[Fact[ImportRunState]]) -> list[Change]:
    """Import runs that ended or wait for somebody."""
    return [
        Change(
            event_id=fact.id,
            at=fact.time,
            actor_id=fact.actor_id,
            details=ImportMoved(
                run_id=fact.state.id,
                source=fact.state.source_name,
                state=fact.state.state,
                release=fact.state.release,
            ),
        )
        for fact in facts
        if fact.state.state in _TOLD_RUNS and not fact.state.dry_run
    ]


def of_content(facts: Sequence[Fact[Any]]) -> list[Change]:
    """One word for all content that a batch changed."""
    return _at_once(facts, "content", len(facts))


def of_scope(facts: Sequence[Fact[OrganisationState]]) -> list[Change]:
    """A word that our scope changed."""
    return _at_once([fact for fact in facts if isinstance(fact.state.item, ScopeState)], "scope", 1)


def _scores(facts: Sequence[Fact[TechniqueScore]]) -> Iterator[Change]:
    for fact in facts:
        if fact.type == _CONFIRMED:
            continue
        state = fact.state
        yield Change(
            event_id=fact.id,
            at=fact.time,
            technique_id=state.technique_id,
            actor_id=fact.actor_id,
            details=TechniqueChanged(
                status=state.status,
                status_before=fact.changed.get("status"),
                flags=state.flags,
                score=displayed(score_at(state.score, fact.time)),
                tests=state.tests,
                in_scope=state.in_scope,
            ),
        )


def _tests(facts: Sequence[Fact[TestState]]) -> Iterator[Change]:
    for fact in facts:
        state = fact.state
        edited_draft = fact.type == _DRAFTED and fact.changed
        if fact.type in _QUIET or edited_draft or state.blind:
            continue
        yield Change(
            event_id=fact.id,
            at=fact.time,
            technique_id=state.technique_id,
            actor_id=fact.actor_id,
            details=TestMoved(
                test_id=state.id,
                number=state.number,
                move=_word(fact.type),
                state=state.state,
                procedure=state.procedure.name,
                result=state.result if state.state == "validated" else None,
                attack_id=state.attack_id,
                technique_name=state.technique_name,
            ),
        )


def _word(type_: str) -> str:
    """``aegis.testing.test.side-submitted.v1`` is told as ``side-submitted``."""
    return type_.split(".")[-2]


def _within_limit(changes: list[Change], cause: Literal["scores", "tests"]) -> list[Change]:
    if len(changes) <= ONE_BY_ONE:
        return changes
    last = changes[-1]
    return [Change(event_id=last.event_id, at=last.at, details=MatrixChanged(cause=cause, count=len(changes)))]


def _at_once(facts: Sequence[Fact[Any]], cause: Literal["content", "scope"], count: int) -> list[Change]:
    if not facts:
        return []
    last = facts[-1]
    return [
        Change(
            event_id=last.id,
            at=last.time,
            actor_id=last.actor_id,
            details=MatrixChanged(cause=cause, count=count),
        )
    ]
