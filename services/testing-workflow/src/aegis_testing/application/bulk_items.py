"""What can be done to many tests at once: one item, one test."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from aegis_testing.application.drafting import DraftTestCommand
from aegis_testing.application.ports import TestRef
from aegis_testing.domain.moves.draft import PlanChange
from aegis_testing.domain.words import SideName

ITEMS_MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Make:
    """A new draft."""

    draft: DraftTestCommand


@dataclass(frozen=True, slots=True, kw_only=True)
class Existing:
    """A test that is there, as it was read."""

    test: TestRef
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Assign(Existing):
    """Gives sides to people; None frees one."""

    assignees: Mapping[SideName, UUID | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Start(Existing): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Submit(Existing):
    side: SideName


@dataclass(frozen=True, slots=True, kw_only=True)
class Approve(Existing):
    side: SideName
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePlan(Existing):
    """What is expected, and until when."""

    change: PlanChange


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag(Existing):
    """Adds tags and takes tags away, whatever their case."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel(Existing):
    reason: str


BulkItem = Make | Assign | Start | Submit | Approve | ChangePlan | Tag | Cancel
