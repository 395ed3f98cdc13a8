"""The kinds of change that the feed tells of. The structs are kept as they go out."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from aegis_contracts.words import CoverageStatus, ResultName, RunState, TestStateName

Kind = Literal["technique", "test", "import", "matrix"]


class TechniqueChanged(Struct, frozen=True, kw_only=True, tag_field="kind", tag="technique"):
    """A technique's score, status or flags changed. `score` is what it was then; `status_before` is None when
    the status stayed."""

    status: CoverageStatus
    status_before: CoverageStatus | None
    flags: tuple[str, ...]
    score: float
    tests: int
    in_scope: bool


class TestMoved(Struct, frozen=True, kw_only=True, tag_field="kind", tag="test"):
    """A test was moved. `move` is the event's word: ``drafted``, ``side-submitted``, ``validated``, ..."""

    __test__ = False

    test_id: UUID
    number: int
    move: str
    state: TestStateName
    procedure: str
    result: ResultName | None
    attack_id: str
    technique_name: str


class ImportMoved(Struct, frozen=True, kw_only=True, tag_field="kind", tag="import"):
    """An import run came to `state`."""

    run_id: UUID
    source: str
    state: RunState
    release: str | None


class MatrixChanged(Struct, frozen=True, kw_only=True, tag_field="kind", tag="matrix"):
    """So much changed at once that the matrix is best read anew: its content, our scope, or more scores or tests than
    are told one by one. `count` is how many things."""

    cause: Literal["content", "scope", "scores", "tests"]
    count: int


Details = TechniqueChanged | TestMoved | ImportMoved | MatrixChanged


class Change(Struct, frozen=True, kw_only=True):
    """One entry for the feed: once per `event_id`. `actor_id` is who brought it about, if a person did."""

    event_id: UUID
    at: datetime
    details: Details
    technique_id: UUID | None = None
    actor_id: str | None = None
