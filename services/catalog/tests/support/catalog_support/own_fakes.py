"""What people keep beside content, in memory. Each fake passes the suite of its port."""

import copy
from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, TypeVar
from uuid import UUID

from aegis_catalog.application.finding.ports import Kind
from aegis_catalog.domain.collection import ComponentCollection
from aegis_catalog.domain.content import Domain
from aegis_catalog.domain.custom_fields import CustomField
from aegis_catalog.domain.infrastructure_change import InfrastructureChange
from aegis_catalog.domain.own_actor import OwnActor
from aegis_catalog.domain.own_technique import OwnTechnique
from aegis_catalog.domain.playbook import Playbook
from aegis_catalog.domain.pointers import Pointer
from aegis_catalog.domain.tags import Tag
from aegis_catalog.domain.teams import Team
from aegis_kernel.aggregate import Aggregate, DomainEvent
from aegis_kernel.errors import Conflict, NotFound, RuleBroken
from catalog_support.fakes import FakeTechniqueIds, _checked, _Kept

A = TypeVar("A", bound=Aggregate)


class FakeFinder:
    """`Finder` over things by kind and public id; `leads` are techniques that hand over."""

    def __init__(self, known: Mapping[Kind, Mapping[str, UUID]], leads: Mapping[UUID, UUID] | None = None) -> None:
        self._known = known
        self.leads = dict(leads or {})

    async def find(self, kind: Kind, references: Sequence[str]) -> list[UUID | None]:
        of_kind = self._known.get(kind, {})
        by_id = {str(id_): id_ for id_ in of_kind.values()}
        return [by_id.get(one.lower()) or of_kind.get(one.strip().upper()) for one in references]

    async def pointers(self, technique_ids: Iterable[UUID]) -> list[Pointer]:
        return [Pointer(id_, self.leads.get(id_, id_)) for id_ in dict.fromkeys(technique_ids)]


class FakeThings(Generic[A]):
    """Aggregates by id."""

    kind: type[A]
    noun = "thing"
    named = False

    def __init__(self) -> None:
        self._kept = _Kept()

    @property
    def published(self) -> list[DomainEvent]:
        return self._kept.published

    def all_of_them(self) -> list[A]:
        return [one for one in self._kept.kept.values() if isinstance(one, self.kind)]

    async def get(self, id_: UUID, *, expected: int | None) -> A:
        found = self._kept.kept.get(id_)
        if not isinstance(found, self.kind):
            raise NotFound(f"{self.noun}_not_found", f"There is no such {self.noun}.")
        return _checked(found, expected)

    async def save(self, aggregate: A) -> None:
        if self.named:
            name = aggregate.name  # type: ignore[attr-defined]  # those that are named have one
            others = [one for one in self.all_of_them() if one.id != aggregate.id]
            if any(one.name.lower() == name.lower() for one in others):  # type: ignore[attr-defined]  # as above
                raise Conflict(f"{self.noun}_name_taken", f"Another {self.noun} is called {name}.")
        self._kept.keep(aggregate)


class FakeTeams(FakeThings[Team]):
    """`Teams`."""

    kind, noun, named = Team, "team", True


class FakeTags(FakeThings[Tag]):
    """`Tags`."""

    kind, noun, named = Tag, "tag", True


class FakeCustomFields(FakeThings[CustomField]):
    """`CustomFields`."""

    kind, noun, named = CustomField, "custom_field", True

    async def others(self, field: CustomField) -> int:
        return sum(1 for one in self.all_of_them() if one.id != field.id and not one.retired)


class FakeInfrastructureChanges(FakeThings[InfrastructureChange]):
    """`InfrastructureChanges`."""

    kind, noun = InfrastructureChange, "infrastructure_change"


class FakeCollections(FakeThings[ComponentCollection]):
    """`Collections`."""

    kind, noun = ComponentCollection, "data_component"

    async def get(self, id_: UUID, *, expected: int | None) -> ComponentCollection:
        [found] = await self.several([id_])
        return _checked(found, expected)

    async def several(self, component_ids: Sequence[UUID]) -> list[ComponentCollection]:
        known = {one.id: one for one in self.all_of_them()}
        return [copy.deepcopy(known.get(id_, ComponentCollection(id_))) for id_ in component_ids]


class FakePlaybooks:
    """`Playbooks`; attack playbooks of the techniques in `blind` are hidden."""

    def __init__(self, ids: FakeTechniqueIds) -> None:
        self._ids = ids
        self._kept = _Kept()
        self.blind: set[UUID] = set()

    async def get(self, technique: str, playbook_id: UUID, *, expected: int | None, sees_blind: bool) -> Playbook:
        technique_id = await self._ids.find(technique)
        found = self._kept.kept.get(playbook_id)
        there = isinstance(found, Playbook) and found.technique.technique_id == technique_id
        if not isinstance(found, Playbook) or not there:
            raise NotFound("playbook_not_found", "There is no such playbook of this technique.")
        if found.kind == "attack" and technique_id in self.blind and not sees_blind:
            raise NotFound("playbook_not_found", "There is no such playbook of this technique.")
        return _checked(found, expected)

    async def save(self, playbook: Playbook) -> None:
        self._kept.keep(playbook)


class FakeOwnTechniques(FakeThings[OwnTechnique]):
    """`OwnTechniques` beside some of upstream's, in one matrix."""

    kind, noun = OwnTechnique, "technique"

    def __init__(self, upstream: Iterable[str] = (), tactics: Iterable[UUID] = ()) -> None:
        super().__init__()
        self._upstream = set(upstream)
        self._tactics = set(tactics)

    async def get(self, technique: str, *, expected: int | None) -> OwnTechnique:  # type: ignore[override]  # by public id
        if technique.upper() in self._upstream:
            raise RuleBroken("not_our_own", "What upstream says is never edited.")
        for one in self.all_of_them():
            if technique.upper() == one.attack_id or technique == str(one.id):
                return _checked(one, expected)
        raise NotFound("technique_not_found", "There is no such technique.")

    async def tactics_of(self, domain: Domain) -> set[UUID]:  # one matrix
        return self._tactics

    async def next_id(self, parent: UUID | None) -> str:
        above = next((one.attack_id for one in self.all_of_them() if one.id == parent), None)
        if above is None:
            return f"X{sum(1 for one in self.all_of_them() if '.' not in one.attack_id) + 1:04}"
        return f"{above}.{sum(1 for one in self.all_of_them() if one.attack_id.startswith(f'{above}.')) + 1:03}"


class FakeOwnActors(FakeThings[OwnActor]):
    """`OwnActors` beside some of upstream's, which can be cloned."""

    kind, noun = OwnActor, "actor"

    def __init__(self, upstream: Mapping[str, OwnActor] | None = None) -> None:
        super().__init__()
        self._upstream = dict(upstream or {})

    async def get(self, actor: str, *, expected: int | None) -> OwnActor:  # type: ignore[override]  # by label
        if actor.upper() in self._upstream:
            raise RuleBroken("not_our_own", "What upstream says is never edited.")
        for one in self.all_of_them():
            if actor == str(one.id) or (one.told.label and actor.upper() == one.told.label):
                return _checked(one, expected)
        raise NotFound("actor_not_found", "There is no such threat actor.")

    async def clone_of(self, actor: str, new_id: UUID) -> OwnActor:
        other = self._upstream.get(actor.upper()) or await self.get(actor, expected=None)
        return OwnActor(new_id, other.told, other.uses, cloned_from=other.id)

    async def save(self, aggregate: OwnActor) -> None:
        label = aggregate.told.label
        if label and any(one.told.label == label and one.id != aggregate.id for one in self.all_of_them()):
            raise Conflict("label_taken", f"Another actor is called {label}.")
        self._kept.keep(aggregate)
