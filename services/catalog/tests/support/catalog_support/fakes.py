"""Repositories in memory, and a unit of work that says whether it was committed. Each passes the suite of its port."""

import copy
from collections.abc import Iterable
from typing import Self, TypeVar
from uuid import UUID

from aegis_catalog.domain.notes import Note
from aegis_catalog.domain.policy import Policy
from aegis_catalog.domain.profile import Profile
from aegis_catalog.domain.review import TechniqueReview
from aegis_catalog.domain.scope import Scope
from aegis_catalog.domain.tool import Tool
from aegis_kernel.aggregate import Aggregate, DomainEvent
from aegis_kernel.errors import Conflict, NotFound, Stale

A = TypeVar("A", bound=Aggregate)


class FakeUnitOfWork:
    """Counts commits."""

    def __init__(self) -> None:
        self.commits = 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    async def commit(self) -> None:
        self.commits += 1


class _Kept:
    """Aggregates by id, as they were saved, and the events that saving published."""

    def __init__(self) -> None:
        self.kept: dict[UUID, Aggregate] = {}
        self.published: list[DomainEvent] = []

    def keep(self, aggregate: Aggregate) -> None:
        known = self.kept.get(aggregate.id)
        present = known.version if known else 0
        if aggregate.read_version != present:
            raise Stale(present)
        self.published += [recorded.event for recorded in aggregate.take_recorded()]
        self.kept[aggregate.id] = copy.deepcopy(aggregate)


def _checked(found: A, expected: int | None) -> A:
    if expected is not None and expected != found.version:
        raise Stale(found.version)
    return copy.deepcopy(found)


class FakeTechniqueIds:
    """`TechniqueIds` over techniques by public id."""

    def __init__(self, techniques: dict[str, UUID]) -> None:
        self._techniques = techniques

    async def find(self, technique: str) -> UUID:
        for public_id, id_ in self._techniques.items():
            if technique.upper() == public_id or technique == str(id_):
                return id_
        raise NotFound("technique_not_found", "There is no such technique.")


class FakeTechniqueReviews:
    """`TechniqueReviews`; `reviews` are there from the start, as an import leaves them."""

    def __init__(self, ids: FakeTechniqueIds, reviews: Iterable[TechniqueReview] = ()) -> None:
        self._ids = ids
        self._kept = _Kept()
        self._kept.kept.update({review.id: review for review in reviews})

    @property
    def published(self) -> list[DomainEvent]:
        return self._kept.published

    async def get(self, technique: str, *, expected: int | None) -> TechniqueReview:
        found = self._kept.kept.get(await self._ids.find(technique))
        if not isinstance(found, TechniqueReview):
            raise NotFound("technique_not_found", "There is no such technique.")
        read = _checked(found, expected)
        read.settled = frozenset()
        return read

    async def save(self, review: TechniqueReview) -> None:
        self._kept.keep(review)


class FakeNotes:
    """`Notes`."""

    def __init__(self, ids: FakeTechniqueIds) -> None:
        self._ids = ids
        self._kept = _Kept()

    async def get(self, technique: str, note_id: UUID, *, expected: int | None) -> Note:
        technique_id = await self._ids.find(technique)
        found = self._kept.kept.get(note_id)
        if not isinstance(found, Note) or found.technique_id != technique_id:
            raise NotFound("note_not_found", "There is no such note on this technique.")
        return _checked(found, expected)

    async def save(self, note: Note) -> None:
        self._kept.keep(note)


class FakeScopes:
    """`Scopes`."""

    def __init__(self) -> None:
        self._kept = _Kept()

    @property
    def published(self) -> list[DomainEvent]:
        return self._kept.published

    async def get(self, *, expected: int | None = None) -> Scope:
        return _checked(next((one for one in self._kept.kept.values() if isinstance(one, Scope)), Scope()), expected)

    async def save(self, scope: Scope) -> None:
        self._kept.keep(scope)


class FakePolicies:
    """`Policies`."""

    def __init__(self) -> None:
        self._kept = _Kept()

    @property
    def published(self) -> list[DomainEvent]:
        return self._kept.published

    async def get(self, *, expected: int | None = None) -> Policy:
        return _checked(next((one for one in self._kept.kept.values() if isinstance(one, Policy)), Policy()), expected)

    async def save(self, policy: Policy) -> None:
        self._kept.keep(policy)


class FakeTools:
    """`Tools`."""

    def __init__(self) -> None:
        self._kept = _Kept()

    @property
    def published(self) -> list[DomainEvent]:
        return self._kept.published

    async def get(self, tool_id: UUID, *, expected: int | None) -> Tool:
        found = self._kept.kept.get(tool_id)
        if not isinstance(found, Tool):
            raise NotFound("tool_not_found", "There is no such tool.")
        return _checked(found, expected)

    async def save(self, tool: Tool) -> None:
        name = tool.description.name.lower()
        others = (one for one in self._kept.kept.values() if isinstance(one, Tool) and one.id != tool.id)
        if any(one.description.name.lower() == name for one in others):
            raise Conflict("tool_name_taken", f"Another tool is called {tool.description.name}.")
        self._kept.keep(tool)


class FakeProfiles:
    """`Profiles`."""

    def __init__(self) -> None:
        self._kept = _Kept()

    @property
    def published(self) -> list[DomainEvent]:
        return self._kept.published

    async def get(self, *, expected: int | None = None) -> Profile:
        found = next((one for one in self._kept.kept.values() if isinstance(one, Profile)), Profile())
        return _checked(found, expected)

    async def save(self, profile: Profile) -> None:
        self._kept.keep(profile)
