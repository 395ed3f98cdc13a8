"""Tags: words of our own that techniques carry, to filter by."""

from collections.abc import Iterable
from uuid import UUID

from aegis_catalog.domain.events import TagChanged
from aegis_catalog.domain.pointers import Pointer, Pointers
from aegis_catalog.domain.words import one_name
from aegis_kernel.aggregate import Aggregate
from aegis_kernel.errors import Fault, Invalid, RuleBroken

TECHNIQUES_MOST = 5_000
"""Techniques that one tag can be on."""


class Tag(Aggregate):
    """One tag and the techniques that carry it. A retired one stays where it is and is not given any more."""

    def __init__(
        self,
        tag_id: UUID,
        version: int = 0,
        *,
        name: str = "",
        retired: bool = False,
        techniques: Pointers | None = None,
    ) -> None:
        super().__init__(tag_id, version)
        self.name = name
        self.retired = retired
        self.techniques = techniques or Pointers()

    def change(self, *, name: str, retired: bool) -> None:
        """Renames, retires, brings back; what is the same already changes nothing. Raises `Invalid`."""
        name = one_name(name)
        old = {key: value for key, value, new in (("name", self.name, name), ("retired", self.retired, retired))
               if value != new}  # fmt: skip
        if old or not self.version:
            self.name = name
            self.retired = retired
            self.record(TagChanged(changed=old if self.version else {}))

    def put(self, on: Iterable[Pointer], off: Iterable[UUID]) -> None:
        """Puts it on techniques and takes it off others. Raises `RuleBroken` for a retired one, `Invalid`."""
        wanted = self.techniques.without(off).with_(on)
        if self.retired and set(wanted.ids) - set(self.techniques.ids):
            raise RuleBroken("tag_retired", "The tag is retired: it is not put on anything any more.")
        if len(wanted) > TECHNIQUES_MOST:
            detail = f"A tag is on at most {TECHNIQUES_MOST} techniques."
            raise Invalid("too_many_techniques", detail, [Fault("/add", detail, "too_many")])
        if wanted == self.techniques:
            return
        old = self.techniques.ids
        self.techniques = wanted
        self.record(TagChanged(changed={"technique_ids": old}))

    def follow(self, reason: str) -> None:
        """Says that techniques which carry it have become others."""
        self.record(TagChanged(reason=reason))
