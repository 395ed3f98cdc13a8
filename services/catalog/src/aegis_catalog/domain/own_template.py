"""Test templates of our own: written in versions, approved by a lead who did not write them, retired."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct, structs

from aegis_catalog.domain.events import OwnTemplateChanged
from aegis_catalog.domain.people import Person
from aegis_catalog.domain.reasons import required_reason, short_reason
from aegis_catalog.domain.template_parts import Argument, Dependency
from aegis_catalog.domain.words import faults_in, faults_in_word, tidy
from aegis_kernel.aggregate import Aggregate
from aegis_kernel.errors import Fault, Forbidden, Invalid, RuleBroken

TemplateApproval = Literal["draft", "approved", "retired"]

TEXT_LONGEST = 64 * 1024
"""Bytes of a command, a clean-up, a description: as much as a test takes."""
NAME_LONGEST = 300
ARGUMENTS_MOST = 50
ARGUMENT_LONGEST = 4_000
DEPENDENCIES_MOST = 20
TECHNIQUES_MOST = 20
REFERENCES_MOST = 50
REFERENCE_LONGEST = 2_000

_ARGUMENT = re.compile(r"[^{}\s]{1,200}")
"""As tests find it in a command."""


class TemplateTold(Struct, frozen=True, kw_only=True):
    """What a person says of a template: the whole of a version. `techniques` are public ids; arguments stand in the
    command as ``#{name}``; `skill` is a word for who can run it."""

    name: str
    techniques: tuple[str, ...]
    description: str = ""
    platforms: tuple[str, ...] = ()
    executor: str = "manual"
    command: str = ""
    cleanup: str | None = None
    arguments: tuple[Argument, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    dependency_executor: str | None = None
    privileges: tuple[str, ...] = ()
    elevation_required: bool = False
    skill: str | None = None
    references: tuple[str, ...] = ()


class OwnTemplate(Aggregate):
    """One template. Its version is the one on the topic of templates, `revision` counts its procedure's. `writers` are
    those who wrote what nobody has approved yet."""

    def __init__(
        self,
        template_id: UUID,
        told: TemplateTold,
        author: Person,
        version: int = 0,
        *,
        approval: TemplateApproval = "draft",
        revision: int = 1,
        writers: Collection[UUID] = (),
        forked_from: UUID | None = None,
        approved_by: Person | None = None,
        approved_at: datetime | None = None,
        created: datetime | None = None,
        modified: datetime | None = None,
        withdrawn_at: datetime | None = None,
    ) -> None:
        super().__init__(template_id, version)
        self.told = told
        self.author = author
        self.approval: TemplateApproval = approval
        self.revision = revision
        self.writers = frozenset(writers)
        self.forked_from = forked_from
        self.approved_by = approved_by
        self.approved_at = approved_at
        self.created = created
        self.modified = modified
        self.withdrawn_at = withdrawn_at
        self.written: tuple[Person, str] | None = None
        """Who wrote the present version, with a comment, when that is not kept yet."""

    def begin(self, at: datetime, comment: str = "") -> None:
        """Takes it up as told. Raises `Invalid` with every fault."""
        self.told = checked(self.told)
        self.writers = frozenset({self.author.id})
        self.created = self.modified = at
        self.written = self.author, short_reason(comment)
        self.record(OwnTemplateChanged())

    def edit(self, to: TemplateTold, by: Person, at: datetime, comment: str = "") -> None:
        """Writes a new version, which waits for approval again; the same again changes nothing. Raises `Invalid`,
        `RuleBroken`."""
        self._require("draft", "approved", move="edit")
        to = checked(to)
        if to == self.told:
            return
        self.told = to
        self.revision += 1
        self.writers |= {by.id}
        self.approval = "draft"
        self.modified = at
        self.written = by, short_reason(comment)
        self.record(OwnTemplateChanged(reason=self.written[1] or None))

    def approve(self, by: Person, at: datetime) -> None:
        """A lead lets tests be made of it. Raises `Forbidden` for who wrote any of it, `RuleBroken`."""
        self._require("draft", move="approve")
        if by.id == self.author.id or by.id in self.writers:
            raise Forbidden("own_work", "Somebody else approves what you wrote.")
        self.approval = "approved"
        self.approved_by, self.approved_at = by, at
        self.writers = frozenset()
        self.modified = at
        self.record(OwnTemplateChanged())

    def retire(self, reason: str, at: datetime) -> None:
        """Takes it out of use; past tests keep it. Raises `Invalid`, `RuleBroken`."""
        self._require("draft", "approved", move="retire")
        reason = required_reason(reason)
        self.approval = "retired"
        self.modified = self.withdrawn_at = at
        self.record(OwnTemplateChanged(reason=reason))

    def _require(self, *states: TemplateApproval, move: str) -> None:
        if self.approval not in states:
            allowed = _ALLOWED[self.approval]
            detail = f"The template is {self.approval}: `{move}` is not possible; allowed: {', '.join(allowed)}."
            raise RuleBroken("template_state", detail, state=self.approval, allowed=allowed)


_ALLOWED: dict[TemplateApproval, tuple[str, ...]] = {
    "draft": ("edit", "approve", "retire", "fork"),
    "approved": ("edit", "retire", "fork"),
    "retired": ("fork",),
}


def checked(told: TemplateTold) -> TemplateTold:
    """A version in its tidy form. Raises `Invalid` with every fault."""
    told = structs.replace(
        told,
        name=" ".join(told.name.split()),
        techniques=tuple(dict.fromkeys(told.techniques)),
        platforms=tidy(told.platforms),
        executor=told.executor.strip(),
        cleanup=told.cleanup or None,
        privileges=tidy(told.privileges),
        skill=(told.skill or "").strip() or None,
        references=tuple(dict.fromkeys(one.strip() for one in told.references)),
    )
    faults = [
        *(
            []
            if 1 <= len(told.name) <= NAME_LONGEST
            else [Fault("/name", f"1 to {NAME_LONGEST} characters.", "invalid")]
        ),
        *faults_in("/platforms", told.platforms),
        *faults_in("/privileges", told.privileges),
        *faults_in_word("/executor", told.executor),
        *(faults_in_word("/skill", told.skill) if told.skill else ()),
        *_long("/description", told.description),
        *_long("/command", told.command),
        *_long("/cleanup", told.cleanup or ""),
        *_counted("/techniques", told.techniques, 1, TECHNIQUES_MOST),
        *_counted("/references", told.references, 0, REFERENCES_MOST),
        *_in_arguments(told.arguments),
        *_in_dependencies(told.dependencies),
    ]
    faults += [
        Fault(f"/references/{place}", "An address that begins with https:// or http://.", "invalid")
        for place, one in enumerate(told.references)
        if len(one) > REFERENCE_LONGEST or not one.startswith(("https://", "http://"))
    ]
    if not told.command.strip():
        faults.append(Fault("/command", "This is needed.", "blank"))
    if faults:
        raise Invalid("template_invalid", "The template cannot be like this.", faults)
    return told


def _long(pointer: str, text: str) -> list[Fault]:
    if "\0" in text:
        return [Fault(pointer, "A zero character cannot be kept.", "nul_character")]
    return [Fault(pointer, f"At most {TEXT_LONGEST} bytes.", "too_long")] if len(text.encode()) > TEXT_LONGEST else []


def _counted(pointer: str, entries: Sequence[object], least: int, most: int) -> list[Fault]:
    return [] if least <= len(entries) <= most else [Fault(pointer, f"From {least} to {most} entries.", "out_of_range")]


def _in_arguments(arguments: Sequence[Argument]) -> list[Fault]:
    faults = _counted("/arguments", arguments, 0, ARGUMENTS_MOST)
    seen: set[str] = set()
    for place, one in enumerate(arguments):
        pointer = f"/arguments/{place}"
        if not _ARGUMENT.fullmatch(one.name) or one.name in seen:
            faults.append(
                Fault(f"{pointer}/name", "At most 200 characters without spaces and braces, each name once.", "invalid")
            )
        seen.add(one.name)
        texts = {"description": one.description, "type": one.type, "default": one.default or ""}
        faults += [
            Fault(f"{pointer}/{name}", f"At most {ARGUMENT_LONGEST} characters, none of them zero.", "too_long")
            for name, text in texts.items()
            if len(text) > ARGUMENT_LONGEST or "\0" in text
        ]
    return faults


def _in_dependencies(dependencies: Sequence[Dependency]) -> list[Fault]:
    faults = _counted("/dependencies", dependencies, 0, DEPENDENCIES_MOST)
    for place, one in enumerate(dependencies):
        for name, text in (("description", one.description), ("check", one.check), ("get", one.get)):
            faults += _long(f"/dependencies/{place}/{name}", text or "")
    return faults
