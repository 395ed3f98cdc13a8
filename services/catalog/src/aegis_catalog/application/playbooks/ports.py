"""What playbooks need."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from aegis_catalog.domain.playbook import Playbook


class Playbooks(Protocol):
    """All playbooks. They are ours alone: no topic tells of them."""

    async def get(self, technique: str, playbook_id: UUID, *, expected: int | None, sees_blind: bool) -> Playbook:
        """A playbook of the technique with this id or public id, with its versions. Who does not see blind tests finds
        no attack playbook of a technique that one is open of; nor any, while one is open whose technique is not known.
        Raises `NotFound`, `Stale`."""
        ...

    async def save(self, playbook: Playbook) -> None:
        """Keeps a new or changed playbook. Raises `Stale`."""
        ...


@dataclass(frozen=True, slots=True)
class BlindTest:
    """What a test's state in one version says of its being blind. `technique_id` is None where it is redacted; `open`:
    it hides what it is about."""

    test_id: UUID
    version: int
    technique_id: UUID | None
    open: bool


class BlindTests(Protocol):
    """The tests that are or were blind."""

    async def note(self, tests: Sequence[BlindTest]) -> None:
        """Keeps what is newer than what is kept; of tests that never were blind, nothing."""
        ...
