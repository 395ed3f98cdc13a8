"""Entries of feeds as their claims make them."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from aegis_catalog.application.content.items import Naming


@dataclass(frozen=True, slots=True, kw_only=True)
class Intel(Naming):
    """`description` is the summary. `feeds` are all that brought it; `technique_ids_named` what any of them names."""

    KIND: ClassVar[str] = "intel"

    link: str | None
    content: str
    authors: tuple[str, ...]
    published: datetime | None
    first_seen: bool
    feeds: tuple[str, ...]
