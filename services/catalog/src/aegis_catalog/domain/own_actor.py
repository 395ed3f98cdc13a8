"""Threat actors of our own: made here, cloned from one of upstream's, or read from a layer or a STIX bundle."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Literal
from uuid import UUID

from aegis_catalog.domain.events import OwnActorChanged
from aegis_catalog.domain.pointers import Pointer
from aegis_catalog.domain.reasons import required_reason
from aegis_catalog.domain.words import faults_in, faults_in_word, tidy
from aegis_kernel.aggregate import Aggregate
from aegis_kernel.errors import Fault, Invalid, RuleBroken

DESCRIPTION_LONGEST = 64 * 1024
"""Bytes of UTF-8."""
USE_LONGEST = 10_000
"""Characters of what is said of one use."""
URL_LONGEST = 2_000
TECHNIQUES_MOST = 2_000
SOFTWARE_MOST = 500
_LABEL = re.compile(r"[A-Z][A-Z0-9-]{1,19}")
_UPSTREAMS = re.compile(r"[A-Z]{1,2}[0-9]{4}")
_COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Cited:
    """A reference that a use rests on."""

    source_name: str
    url: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Used:
    """A technique that the actor uses, and what is known of that."""

    technique: Pointer
    description: str = ""
    citations: tuple[Cited, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorTold:
    """What a person says of an actor of our own. `label` is a public id that we give it, or empty; `country` an ISO
    3166 code of two letters."""

    name: str
    label: str = ""
    aliases: tuple[str, ...] = ()
    description: str = ""
    country: str | None = None
    motivation: tuple[str, ...] = ()
    url: str | None = None
    software: tuple[UUID, ...] = ()


class OwnActor(Aggregate):
    """One actor. Its version is the one on the topic of actors. Nothing of it is ever deleted."""

    def __init__(
        self,
        actor_id: UUID,
        told: ActorTold,
        uses: Sequence[Used] = (),
        version: int = 0,
        *,
        cloned_from: UUID | None = None,
        state: Literal["active", "withdrawn"] = "active",
        created: datetime | None = None,
        modified: datetime | None = None,
        withdrawn_at: datetime | None = None,
    ) -> None:
        super().__init__(actor_id, version)
        self.told = told
        self.uses = tuple(uses)
        self.cloned_from = cloned_from
        self.state = state
        self.created = created
        self.modified = modified
        self.withdrawn_at = withdrawn_at

    def begin(self, at: datetime) -> None:
        """Takes it up as told. Raises `Invalid` with every fault."""
        self.told, self.uses = _checked(self.told, self.uses)
        self.created = self.modified = at
        self.record(OwnActorChanged())

    def edit(self, to: ActorTold, uses: Iterable[Used], at: datetime) -> None:
        """Says it otherwise; the same again changes nothing. Raises `Invalid`, `RuleBroken` once retired."""
        self._require_standing()
        to, wanted = _checked(to, tuple(uses))
        old = {
            one.name: getattr(self.told, one.name)
            for one in fields(ActorTold)
            if getattr(self.told, one.name) != getattr(to, one.name)
        }
        if wanted != self.uses:
            old["uses"] = [use.technique.technique_id for use in self.uses]
        if old:
            self.told, self.uses = to, wanted
            self.modified = at
            self.record(OwnActorChanged(changed=old))

    def retire(self, reason: str, at: datetime) -> None:
        """Takes it out of the catalogue. Raises `Invalid`, `RuleBroken`."""
        self._require_standing()
        reason = required_reason(reason)
        self.state = "withdrawn"
        self.withdrawn_at = self.modified = at
        self.record(OwnActorChanged(changed={"state": "active"}, reason=reason))

    def reinstate(self, reason: str, at: datetime) -> None:
        """Brings a retired one back. Raises `Invalid`, `RuleBroken`."""
        if self.state != "withdrawn":
            detail = "The actor is not retired; allowed: edit, retire."
            raise RuleBroken("actor_active", detail, state="active", allowed=("edit", "retire"))
        reason = required_reason(reason)
        self.state = "active"
        self.withdrawn_at = None
        self.modified = at
        self.record(OwnActorChanged(changed={"state": "withdrawn"}, reason=reason))

    def _require_standing(self) -> None:
        if self.state != "active":
            detail = "The actor is retired; allowed: reinstate."
            raise RuleBroken("actor_retired", detail, state="withdrawn", allowed=("reinstate",))


def _checked(told: ActorTold, uses: Sequence[Used]) -> tuple[ActorTold, tuple[Used, ...]]:
    told = ActorTold(
        name=" ".join(told.name.split()),
        label=told.label.strip().upper(),
        aliases=tidy(told.aliases),
        description=told.description.strip(),
        country=told.country.upper() if told.country else None,
        motivation=tidy(told.motivation),
        url=told.url or None,
        software=tuple(dict.fromkeys(told.software)),
    )
    once: dict[UUID, Used] = {}
    for use in uses:
        once.setdefault(use.technique.named, use)
    faults = [
        *faults_in_word("/name", told.name),
        *faults_in("/aliases", told.aliases),
        *faults_in("/motivation", told.motivation),
    ]
    if told.label and (not _LABEL.fullmatch(told.label) or _UPSTREAMS.fullmatch(told.label)):
        detail = "2 to 20 of A-Z, 0-9 and -, beginning with a letter; not one that ATT&CK may give out, such as G0001."
        faults.append(Fault("/label", detail, "invalid"))
    if told.country and not _COUNTRY.fullmatch(told.country):
        faults.append(Fault("/country", "A code of two letters.", "invalid"))
    if len(told.description.encode()) > DESCRIPTION_LONGEST:
        faults.append(Fault("/description", f"At most {DESCRIPTION_LONGEST} bytes.", "too_long"))
    if told.url and (len(told.url) > URL_LONGEST or not told.url.startswith(("https://", "http://"))):
        faults.append(Fault("/url", "An address that begins with https:// or http://.", "invalid"))
    if len(once) > TECHNIQUES_MOST:
        faults.append(Fault("/techniques", f"At most {TECHNIQUES_MOST} techniques.", "too_many"))
    if len(told.software) > SOFTWARE_MOST:
        faults.append(Fault("/software", f"At most {SOFTWARE_MOST} pieces of software.", "too_many"))
    faults += [
        Fault(f"/techniques/{place}/description", f"At most {USE_LONGEST} characters.", "too_long")
        for place, use in enumerate(once.values())
        if len(use.description) > USE_LONGEST
    ]
    if faults:
        raise Invalid("actor_invalid", "The actor cannot be like this.", faults)
    return told, tuple(once.values())
