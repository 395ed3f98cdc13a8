"""The base of things with rules: they record what happened to them, once per version."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainEvent:
    """Something that happened to an aggregate. Subclasses name it, in the past tense, and add nothing else
    than what the aggregate's state does not say."""

    changed: Mapping[str, Any] = field(default_factory=dict)
    """Old values of the fields that changed, by field name."""
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event with the version to which it brought its aggregate."""

    version: int
    event: DomainEvent


class Aggregate:
    """Identity, version and the events recorded since it was read.

    `version` rises by one per event, not per commit; `read_version` is the one to compare with when it is saved.
    """

    def __init__(self, id_: UUID, version: int = 0) -> None:
        self.id = id_
        self.version = version
        self.read_version = version
        self._recorded: list[Recorded] = []

    def record(self, event: DomainEvent) -> None:
        """Notes that `event` happened and raises the version."""
        self.version += 1
        self._recorded.append(Recorded(self.version, event))

    def take_recorded(self) -> list[Recorded]:
        """The events recorded so far, handed over once, at saving."""
        recorded, self._recorded = self._recorded, []
        self.read_version = self.version
        return recorded
