"""What we collect of a data component, platform by platform: without it, nothing can be seen."""

from collections.abc import Mapping
from typing import Literal
from uuid import UUID

from aegis_catalog.domain.events import CollectionChanged
from aegis_catalog.domain.words import WORDS_MOST, faults_in_word
from aegis_kernel.aggregate import Aggregate
from aegis_kernel.errors import Fault, Invalid

Collected = Literal["collected", "partial", "not_collected"]


class ComponentCollection(Aggregate):
    """Its id is the data component's. A platform that is not named is unknown: nobody has said anything of it."""

    def __init__(
        self, component_id: UUID, version: int = 0, *, platforms: Mapping[str, Collected] | None = None
    ) -> None:
        super().__init__(component_id, version)
        self.platforms: dict[str, Collected] = dict(platforms or {})

    def change(self, to: Mapping[str, Collected | None], reason: str) -> None:
        """Sets the platforms named, and forgets those given as None; what is the same already changes nothing.
        Raises `Invalid`."""
        given = {platform.strip(): state for platform, state in to.items()}
        faults = [fault for platform in given for fault in faults_in_word(f"/collection/{platform}", platform)]
        wanted = {**self.platforms, **given}
        kept: dict[str, Collected] = {name: state for name, state in sorted(wanted.items()) if state is not None}
        if len(kept) > WORDS_MOST:
            faults.append(Fault("/collection", f"At most {WORDS_MOST} platforms.", "too_many"))
        if faults:
            raise Invalid("collection_invalid", "The collection cannot be set like this.", faults)
        if kept != self.platforms:
            old = dict(self.platforms)
            self.platforms = kept
            self.record(CollectionChanged(changed={"collection": old}, reason=reason or None))
