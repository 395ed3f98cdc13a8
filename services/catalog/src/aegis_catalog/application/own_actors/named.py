"""The techniques that a document or a person names for an actor, looked up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from aegis_catalog.application.finding.ports import Finder
from aegis_catalog.domain.own_actor import OwnActor, Used


@dataclass(frozen=True, slots=True)
class NamedUse:
    """A technique by id or public id, and what is said of its use."""

    technique: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """An actor made from a document; the ids in it that nobody knows, and those that lead elsewhere today."""

    actor: OwnActor
    unknown: tuple[str, ...] = ()
    followed: Mapping[str, UUID] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What became of the names."""

    uses: tuple[Used, ...]
    unknown: tuple[str, ...]
    followed: Mapping[str, UUID]


async def looked_up(named: Sequence[NamedUse], finder: Finder) -> LookedUp:
    """Those that are known; names that lead to one technique are one use, with the first description that says
    anything."""
    once: dict[str, NamedUse] = {}
    for use in named:
        known = once.get(use.technique)
        if known is None or not known.description:
            once[use.technique] = use
    ids = await finder.find("technique", list(once)) if once else []
    pointers = {one.named: one for one in await finder.pointers(id_ for id_ in ids if id_ is not None)}
    uses: dict[UUID, Used] = {}
    unknown: list[str] = []
    followed: dict[str, UUID] = {}
    for (reference, use), id_ in zip(once.items(), ids, strict=True):
        if id_ is None:
            unknown.append(reference)
            continue
        pointer = pointers[id_]
        if pointer.technique_id != id_:
            followed[reference] = pointer.technique_id
        uses.setdefault(id_, Used(pointer, use.description))
    return LookedUp(tuple(uses.values()), tuple(unknown), followed)
