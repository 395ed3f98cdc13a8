"""A test made of a feed's entry: what a client posts to testing. The catalogue asks no neighbour."""

from typing import Protocol
from uuid import UUID

from msgspec import Struct

from aegis_kernel.errors import NotFound
from aegis_kernel.rights import Action, Caller, require

NAME_LONGEST = 300
"""Characters of a procedure's name, as testing takes it."""


class DraftProcedure(Struct, frozen=True):
    """A step of one's own; what is to be done is left to say."""

    name: str


class DraftBody(Struct, frozen=True):
    """The body of ``POST /tests``."""

    technique: str
    procedure: DraftProcedure
    tags: list[str]


class DraftTemplate(Struct, frozen=True):
    """A template that tries the technique: give it in the place of a procedure."""

    id: UUID
    name: str


class IntelDraft(Struct, frozen=True):
    """For one technique, with at most ten templates that are approved."""

    technique_id: UUID
    attack_id: str
    technique_name: str
    body: DraftBody
    templates: list[DraftTemplate]


class IntelTestDraft(Struct, frozen=True):
    """Where to post, and what: one draft a technique that the entry names and that is active."""

    item_id: UUID
    post_to: str
    drafts: list[IntelDraft]


class NamedTechnique(Struct, frozen=True):
    """A technique that an entry names, with templates that try it."""

    id: UUID
    attack_id: str
    name: str
    templates: list[DraftTemplate]


class IntelTechniqueReader(Protocol):
    async def of(self, item_id: UUID) -> tuple[str, list[NamedTechnique]] | None:
        """The entry's name, and the active techniques that it leads to. None: there is no such entry."""
        ...


class TestDrafts:
    """Raises `Forbidden`, `NotFound`."""

    __test__ = False

    def __init__(self, reader: IntelTechniqueReader) -> None:
        self._reader = reader

    async def __call__(self, caller: Caller, item_id: UUID) -> IntelTestDraft:
        require(caller, Action.CONTENT_READ)
        found = await self._reader.of(item_id)
        if found is None:
            raise NotFound("intel_item_not_found", "There is no such intel item.")
        name, techniques = found
        procedure = DraftProcedure(" ".join(name.split())[:NAME_LONGEST] or "Intel")
        drafts = [
            IntelDraft(one.id, one.attack_id, one.name, DraftBody(str(one.id), procedure, ["intel"]), one.templates)
            for one in techniques
        ]
        return IntelTestDraft(item_id, "/api/v1/tests", drafts)
