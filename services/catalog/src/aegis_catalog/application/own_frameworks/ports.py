"""What frameworks of our own need."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from aegis_catalog.domain.own_framework import ControlTold, FrameworkTold
from aegis_catalog.domain.people import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFramework:
    """One framework; `number` counts its uploads."""

    id: UUID
    told: FrameworkTold
    number: int
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploaded:
    """What an upload brought: controls that are new, changed, as before, withdrawn; mappings; ids of techniques that
    nobody knows yet."""

    new: int
    changed: int
    unchanged: int
    withdrawn: int
    mappings: int
    unknown: Sequence[str]


class OwnFrameworks(Protocol):
    """The frameworks of our own among all others."""

    async def get(self, framework: str) -> OwnFramework:
        """By id or slug, locked until the transaction ends. Raises `NotFound`, and `RuleBroken` for upstream's."""
        ...

    async def require_free(self, slug: str) -> None:
        """Nobody else takes it until the transaction ends. Raises `Conflict` when some framework is called so."""
        ...

    async def put(self, framework: OwnFramework, controls: Sequence[ControlTold], by: Person) -> Uploaded:
        """Keeps the framework with these controls in the place of those before, and tells of all that changed."""
        ...

    async def withdraw(self, framework: OwnFramework, reason: str) -> None:
        """Leaves it and its controls as withdrawn, and tells of it."""
        ...
