"""A test's line: all tests of its technique and procedure, per platform and environment, before and after side by
side."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from aegis_contracts.testing_tests import LineResult
from aegis_kernel.rights import Action, Caller, require
from aegis_testing.application.access import READER
from aegis_testing.application.ports import TestRef
from aegis_testing.application.queries.seer import Seer
from aegis_testing.application.queries.test_detail import TechniqueView
from aegis_testing.domain.words import ResultName, StateName


class LineMember(Struct, frozen=True, kw_only=True):
    """One test of the line, with its own results. `lines` is empty until somebody looked at an execution."""

    id: UUID
    number: int
    state: StateName
    result: ResultName | None
    drafted_at: datetime
    validated_at: datetime | None
    retest_of: UUID | None
    rerun_of: UUID | None
    lines: tuple[LineResult, ...]


class PlaceView(Struct, frozen=True, kw_only=True):
    """One line: its result is that of its latest validated applicable test (validated last, then attacked last), which
    `test_id` names; null when there is none."""

    platform: str
    environment: str
    result: ResultName | None
    attacked_at: datetime | None
    test_id: UUID | None


class LineView(Struct, frozen=True, kw_only=True):
    """`tests` are the newest first, at most the 200 newest."""

    technique: TechniqueView
    procedure: str
    lines: tuple[PlaceView, ...]
    tests: tuple[LineMember, ...]


class LineMembers(Protocol):
    """Finds what belongs to a test's line: one statement."""

    async def of(self, test: TestRef, seer: Seer) -> tuple[TechniqueView, str, Sequence[LineMember]]:
        """The technique, the procedure's name, the tests; of a hidden test that `seer` does not see none of it, and
        none such among the others. Raises `NotFound`."""
        ...


class TestLine:
    """Raises `Forbidden`, `NotFound`."""

    __test__ = False

    def __init__(self, members: LineMembers) -> None:
        self._members = members

    async def __call__(self, caller: Caller, test: TestRef) -> LineView:
        require(caller, Action.TESTS_READ, READER)
        technique, procedure, members = await self._members.of(test, Seer.of(caller))
        return LineView(technique=technique, procedure=procedure, lines=_places(members), tests=tuple(members))


def _places(members: Sequence[LineMember]) -> tuple[PlaceView, ...]:
    latest: dict[tuple[str, str], tuple[tuple[datetime, datetime, UUID], LineResult] | None] = {}
    for member in members:
        for line in member.lines:
            place = (line.platform, line.environment)
            known = latest.setdefault(place, None)
            if member.validated_at is None or line.result == "not_applicable":
                continue
            order = (member.validated_at, line.attacked_at, member.id)
            if known is None or order > known[0]:
                latest[place] = (order, line)
    return tuple(
        PlaceView(
            platform=platform,
            environment=environment,
            result=found[1].result if found else None,
            attacked_at=found[1].attacked_at if found else None,
            test_id=found[0][2] if found else None,
        )
        for (platform, environment), found in sorted(latest.items())
    )
