"""A file of mappings, as far as it is read."""

from datetime import UTC, datetime
from typing import Any

from msgspec import Raw, Struct


class Metadata(Struct, frozen=True, kw_only=True):
    """What a file says of itself. Dates are written month first."""

    mapping_framework: str
    mapping_framework_version: str = ""
    attack_version: str | None = None
    technology_domain: str | None = None
    creation_date: str | None = None
    last_update: str | None = None
    capability_groups: dict[str, str] = {}


class MappingFile(Struct, frozen=True, kw_only=True):
    metadata: dict[str, Any]
    mapping_objects: list[Raw]


class Row(Struct, frozen=True, kw_only=True):
    """One row. Any field may be null."""

    capability_id: str | None = None
    capability_description: str | None = None
    capability_group: str | None = None
    attack_object_id: str | None = None
    mapping_type: str | None = None
    comments: str | None = None
    references: tuple[str, ...] | None = None
    status: str | None = None
    score_category: str | None = None
    score_value: str | None = None


def date_of(written: str | None) -> datetime | None:
    """``01/13/2022``, else none."""
    try:
        return datetime.strptime(written or "", "%m/%d/%Y").replace(tzinfo=UTC)
    except ValueError:
        return None


def line(written: str | None) -> str:
    """A text without white space around it; CRLF becomes LF."""
    return (written or "").replace("\r\n", "\n").strip()
