"""Defence tools: what may see or stop an attack here. Chosen in observations, never typed."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Literal
from uuid import UUID

from aegis_catalog.domain.events import ToolChanged
from aegis_catalog.domain.words import faults_in, faults_in_word, tidy
from aegis_kernel.aggregate import Aggregate
from aegis_kernel.errors import Fault, Invalid

ToolKind = Literal["edr", "siem", "ndr", "mail", "proxy", "identity", "cloud", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What a person may say of a tool. `owner` is a name for people; no platforms: all of them; active from and to are
    days, inclusive."""

    name: str
    kind: ToolKind
    platforms: tuple[str, ...] = ()
    owner: str = ""
    active_from: date | None = None
    active_to: date | None = None


class Tool(Aggregate):
    """One defence tool."""

    def __init__(self, tool_id: UUID, description: Description | None = None, version: int = 0) -> None:
        super().__init__(tool_id, version)
        self.description = description or Description(name="", kind="other")

    def describe(self, to: Description) -> None:
        """Sets all of `to`; what is the same already changes nothing. Raises `Invalid` with every fault."""
        to = Description(
            name=" ".join(to.name.split()),
            kind=to.kind,
            platforms=tidy(to.platforms),
            owner=to.owner.strip(),
            active_from=to.active_from,
            active_to=to.active_to,
        )
        faults = [*faults_in_word("/name", to.name), *faults_in("/platforms", to.platforms)]
        if to.owner:
            faults += faults_in_word("/owner", to.owner)
        if to.active_from and to.active_to and to.active_to < to.active_from:
            faults.append(Fault("/active_to", "It ends before it begins.", "out_of_range"))
        if faults:
            raise Invalid("tool_invalid", "The tool cannot be described like this.", faults)
        old = {
            field.name: getattr(self.description, field.name)
            for field in fields(Description)
            if getattr(self.description, field.name) != getattr(to, field.name)
        }
        if old:
            self.description = to
            self.record(ToolChanged(changed=old if self.version else {}))
