"""A release's outline as the catalogue keeps it: with each technique the end of its chain within the release."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from aegis_catalog.domain.content import State, state_of
from aegis_catalog.domain.succession import Link, follow
from aegis_contracts.imported.outline import OutlinedTechnique, ReleaseOutlineItem


@dataclass(frozen=True, slots=True)
class Placed:
    """One technique of a release. `end_id` is the last technique of its chain of revocations, `decided` whether all may
    follow there; `has_subtechniques`: active ones."""

    technique: OutlinedTechnique
    state: State
    end_id: UUID | None
    decided: bool
    has_subtechniques: bool


def placed(outline: ReleaseOutlineItem) -> Iterator[Placed]:
    """The techniques of a release, each as it stands in it."""
    states = {one.id: _state(one) for one in outline.techniques}
    links = {one.id: Link(states[one.id], one.revoked_by) for one in outline.techniques}
    parents = {one.parent_id for one in outline.techniques if one.is_subtechnique and states[one.id] == "active"}
    for one in outline.techniques:
        ending = follow(one.id, links)
        yield Placed(one, states[one.id], ending.successor, ending.decided, one.id in parents)


def _state(technique: OutlinedTechnique) -> State:
    return state_of(live=True, revoked=technique.revoked, deprecated=technique.deprecated)
