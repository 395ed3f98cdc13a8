"""Playbooks of a technique: how it is carried out, how it is seen, what is done about it. Every version is kept."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from aegis_catalog.domain.events import PlaybookWithdrawn, PlaybookWritten
from aegis_catalog.domain.people import Person, person
from aegis_catalog.domain.pointers import Pointer
from aegis_catalog.domain.words import one_name
from aegis_kernel.aggregate import Aggregate
from aegis_kernel.errors import Fault, Invalid, NotFound, RuleBroken
from aegis_kernel.rights import Caller, Role

Kind = Literal["attack", "detection", "response"]

LONGEST = 64 * 1024
"""Bytes of UTF-8 that one version may have."""
VERSIONS_MOST = 1_000

_SEES_BLIND = frozenset({Role.RED_TECH, Role.RED_LEAD, Role.ADMIN, Role.AUDITOR})


def sees_blind(roles: Collection[Role]) -> bool:
    """Whether these roles know what a blind test is about (testing.md, Blind). All others are kept from the attack
    playbooks of its technique while it is open."""
    return not _SEES_BLIND.isdisjoint(roles)


@dataclass(frozen=True, slots=True)
class PlaybookVersion:
    """One title and text, who wrote it and when. `number` counts from 1; `restored` is the older one that it is again,
    if it is one."""

    number: int
    title: str
    text: str
    by: Person
    at: datetime
    restored: int | None = None


class Playbook(Aggregate):
    """A playbook with its versions, oldest first."""

    def __init__(
        self,
        playbook_id: UUID,
        technique: Pointer,
        kind: Kind,
        version: int = 0,
        *,
        versions: Sequence[PlaybookVersion] = (),
        withdrawn_by: Person | None = None,
        withdrawn_at: datetime | None = None,
    ) -> None:
        super().__init__(playbook_id, version)
        self.technique = technique
        self.kind: Kind = kind
        self.versions = list(versions)
        self.withdrawn_by = withdrawn_by
        self.withdrawn_at = withdrawn_at

    @property
    def present(self) -> PlaybookVersion:
        """The version that holds."""
        return self.versions[-1]

    def write(self, title: str, text: str, caller: Caller, at: datetime) -> None:
        """Adds a version. The same again changes nothing. Raises `Invalid`, or `RuleBroken` once withdrawn."""
        self._require_standing()
        title = one_name(title, "/title")
        if not text.strip():
            detail = "A playbook needs a text."
            raise Invalid("text_missing", detail, [Fault("/text", detail, "missing")])
        if len(text.encode()) > LONGEST:
            detail = f"A playbook has at most {LONGEST} bytes."
            raise Invalid("text_too_long", detail, [Fault("/text", detail, "too_long")])
        if self.versions and (self.present.title, self.present.text) == (title, text):
            return
        self._add(title, text, caller, at)

    def restore(self, number: int, caller: Caller, at: datetime) -> None:
        """Makes an older version the newest one again, as a new version. Raises `NotFound`, `RuleBroken`."""
        self._require_standing()
        older = next((one for one in self.versions if one.number == number), None)
        if older is None:
            raise NotFound("version_not_found", "The playbook has no such version.")
        if number == self.present.number:
            raise RuleBroken("version_present", f"Version {number} is the present one: there is nothing to restore.")
        self._add(older.title, older.text, caller, at, restored=number)

    def withdraw(self, caller: Caller, at: datetime) -> None:
        """Takes it away; its versions stay. Raises `RuleBroken` when it is away already."""
        self._require_standing()
        self.withdrawn_by = person(caller)
        self.withdrawn_at = at
        self.record(PlaybookWithdrawn())

    def _add(self, title: str, text: str, caller: Caller, at: datetime, restored: int | None = None) -> None:
        if len(self.versions) >= VERSIONS_MOST:
            raise RuleBroken("too_many_versions", f"A playbook has at most {VERSIONS_MOST} versions; begin a new one.")
        self.versions.append(PlaybookVersion(len(self.versions) + 1, title, text, person(caller), at, restored))
        self.record(PlaybookWritten())

    def _require_standing(self) -> None:
        if self.withdrawn_at is not None:
            raise RuleBroken("playbook_withdrawn", "The playbook has been withdrawn; nothing more can be done with it.")
