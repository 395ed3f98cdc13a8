"""What another configuration would change, and by how much, before it is made the active one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from msgspec import Struct

from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Action, Caller, require
from aegis_scoring.application.known import Known
from aegis_scoring.application.queries.boards import Asked, Entry, entry_from
from aegis_scoring.application.queries.sorted_pages import sorted_page
from aegis_scoring.application.queries.views import (
    Denominators,
    Points,
    TechniqueName,
    denominators,
    points,
    technique_name,
)
from aegis_scoring.domain.averages import average
from aegis_scoring.domain.configuration import Configuration, checked

SORTS: Mapping[str, Any] = {"moved": float, "attack_id": str, "delta": float}
MOVED = 1e-9
"""Points below which a score counts as the same."""


class PreviewedTechnique(Struct, frozen=True, kw_only=True):
    """A technique that would move. `moved` is the size of `delta`."""

    technique: TechniqueName
    status_before: str
    status_after: str
    before: Points
    after: Points
    delta: float
    moved: float


class PreviewView(Struct, frozen=True, kw_only=True):
    """The organisation before and after, how many techniques would move, and which; those alone, the furthest first."""

    as_of: datetime
    active_version: int
    techniques: int
    moved: int
    status_changed: int
    before: Denominators
    after: Denominators
    items: tuple[PreviewedTechnique, ...]
    next_cursor: str | None = None


class Everything(Protocol):
    """Reads all that is known now."""

    async def everything(self, asked: Asked) -> tuple[datetime, Known]:
        """With the instant that it is known at."""
        ...


class Preview:
    """Raises `Forbidden`, and `Invalid` for a configuration that cannot be used."""

    def __init__(self, everything: Everything) -> None:
        self._everything = everything

    async def __call__(
        self, caller: Caller, configuration: Configuration, request: PageRequest
    ) -> tuple[PreviewView, Page[PreviewedTechnique]]:
        require(caller, Action.SCORING_CONFIGURE)
        checked(configuration)
        instant, known = await self._everything.everything(Asked())
        pairs = [
            (
                entry_from(facts, known.assess(technique_id, instant)),
                entry_from(facts, known.assess(technique_id, instant, configuration)),
            )
            for technique_id, facts in known.facts.items()
            if facts.state == "active"
        ]
        moved = [_previewed(before, after) for before, after in pairs if _moves(before, after)]
        values = {
            "moved": lambda view: view.moved,
            "delta": lambda view: view.delta,
            "attack_id": lambda view: view.technique.attack_id,
        }
        page = sorted_page(moved, request, values, tie=lambda view: view.technique.id)
        view = PreviewView(
            as_of=instant,
            active_version=known.configuration.number,
            techniques=len(pairs),
            moved=len(moved),
            status_changed=sum(before.status != after.status for before, after in pairs),
            before=_over([before for before, _ in pairs]),
            after=_over([after for _, after in pairs]),
            items=tuple(page.items),
        )
        return view, page


def _moves(before: Entry, after: Entry) -> bool:
    return before.status != after.status or abs(after.score - before.score) > MOVED


def _previewed(before: Entry, after: Entry) -> PreviewedTechnique:
    return PreviewedTechnique(
        technique=technique_name(before.facts),
        status_before=before.status,
        status_after=after.status,
        before=points(before.score, before.proven, before.assumed),
        after=points(after.score, after.proven, after.assumed),
        delta=after.score - before.score,
        moved=abs(after.score - before.score),
    )


def _over(entries: Sequence[Entry]) -> Denominators:
    return denominators(average(entry.scored() for entry in entries))
