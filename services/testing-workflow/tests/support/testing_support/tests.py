"""Tests at every stage of their life, made by their own moves."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from aegis_kernel.rights import Caller
from aegis_testing.domain.circumstances import Circumstances, Policy
from aegis_testing.domain.execution import Execution
from aegis_testing.domain.moves.approve import approve
from aegis_testing.domain.moves.claim import claim
from aegis_testing.domain.moves.draft import Plan, draft
from aegis_testing.domain.moves.start import start
from aegis_testing.domain.moves.submit import submit
from aegis_testing.domain.observation import Observation
from aegis_testing.domain.procedure import Technique, custom_procedure
from aegis_testing.domain.recording.execution import add_execution
from aegis_testing.domain.recording.observation import add_observation
from aegis_testing.domain.test import Test
from testing_support.people import BELA, BERT, ROSA, RUTH

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
POWERSHELL = Technique(id=UUID(int=1059), attack_id="T1059.001", name="PowerShell")


@dataclass
class Desk:
    """A place to work from: a clock that goes on a minute with every look, ids, a policy."""

    policy: Policy = field(default_factory=Policy)
    now: datetime = NOON
    retests: int = 0
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    def circumstances(self) -> Circumstances:
        self.now += timedelta(minutes=1)
        return Circumstances(now=self.now, policy=self.policy, retests=self.retests)

    def new_id(self) -> UUID:
        return UUID(int=10_000 + next(self.ids))

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)

    @contextmanager
    def under(self, policy: Policy) -> Iterator[None]:
        before, self.policy = self.policy, policy
        yield
        self.policy = before

    def drafted(self, author: Caller = ROSA, **plan: Any) -> Test:
        made = draft(
            self.new_id(),
            next(self.ids),
            POWERSHELL,
            Plan(procedure=custom_procedure("Encoded command", "powershell -enc AA=="), **plan),
            author,
            self.circumstances(),
        )
        made.take_recorded()
        return made

    def started(self, red: Caller = ROSA, blue: Caller = BELA, **plan: Any) -> Test:
        test = self.drafted(red, **plan)
        claim(test, "red", red, self.circumstances())
        claim(test, "blue", blue, self.circumstances())
        start(test, red, self.circumstances())
        return test

    def executed(self, test: Test, by: Caller = ROSA, **facts: Any) -> Execution:
        known = {"platform": "Windows", "environment": "production", "outcome": "succeeded", "started_at": NOON}
        execution = Execution(**{"id": self.new_id(), **known, **facts})
        add_execution(test, execution, by, self.circumstances())
        return execution

    def observed(self, test: Test, execution: Execution, by: Caller = BELA, **facts: Any) -> Observation:
        known = {"tool": "EDR", "rung": "alert"}
        observation = Observation(**{"id": self.new_id(), "execution_id": execution.id, **known, **facts})
        add_observation(test, observation, by, self.circumstances())
        return observation

    def in_review(self, red: Caller = ROSA, blue: Caller = BELA, rung: str = "alert", **plan: Any) -> Test:
        test = self.started(red, blue, **plan)
        execution = self.executed(test, red)
        self.observed(test, execution, blue, rung=rung)
        submit(test, "red", red, self.circumstances())
        submit(test, "blue", blue, self.circumstances())
        return test

    def validated(self, red_lead: Caller = RUTH, blue_lead: Caller = BERT, **more: Any) -> Test:
        test = self.in_review(**more)
        approve(test, "red", None, red_lead, self.circumstances())
        approve(test, "blue", None, blue_lead, self.circumstances())
        return test
