"""Following revocations, and what people decided, to their end (`sources.md`, rule 5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from aegis_catalog.domain.content import State


@dataclass(frozen=True, slots=True)
class Link:
    """One technique of a chain: its state, the technique that upstream names as its successor, and the one that a
    person decided on instead. What somebody decided counts once the technique is no longer active."""

    state: State
    revoked_by: UUID | None
    decided: UUID | None = None

    @property
    def hands_over(self) -> bool:
        """Whether what points here is to follow: it was revoked, or withdrawn after that, or a person said so."""
        if self.state == "active":
            return False
        return self.decided is not None or self.state == "revoked" or self.withdrawn_late

    @property
    def withdrawn_late(self) -> bool:
        """Whether it was withdrawn once it had been revoked."""
        return self.state == "withdrawn" and self.revoked_by is not None

    @property
    def following(self) -> UUID | None:
        """The next of the chain."""
        return self.decided or self.revoked_by


@dataclass(frozen=True, slots=True)
class Ending:
    """Where a chain leads. `successor` is the last technique known in it, None when there is no other than the first.
    `decided`: it is active, so that all may follow; otherwise it waits for a person."""

    successor: UUID | None
    decided: bool


NO_CHAIN = Ending(None, decided=True)
"""Of a technique that hands nothing over."""


def follow(start: UUID, links: Mapping[UUID, Link]) -> Ending:
    """The end of the chain that begins at `start`, among the techniques known. A chain that runs in a circle has no
    end: it waits for a person, without a successor."""
    if not links[start].hands_over:
        return NO_CHAIN
    seen = {start}
    last = start
    while links[last].hands_over:
        following = links[last].following
        if following is None or following not in links:
            return Ending(None if last == start else last, decided=False)
        if following in seen:
            return Ending(None, decided=False)
        seen.add(following)
        last = following
    return Ending(last, decided=links[last].state == "active")
