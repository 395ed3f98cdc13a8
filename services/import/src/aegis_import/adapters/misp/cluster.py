"""A MISP galaxy cluster, as far as it is read. What is nested stays untyped, so that a bad one is only itself bad."""

from typing import Any

from msgspec import Raw, Struct


class ClusterFile(Struct, frozen=True):
    values: list[Raw]
    type: str = ""
    version: int | str | None = None


class Actor(Struct, frozen=True, kw_only=True):
    uuid: str
    value: str
    description: str = ""
    meta: Any = None
    related: list[Any] = []


class Meta(Struct, frozen=True, kw_only=True, rename="kebab"):
    """Lists are texts now and then."""

    synonyms: str | tuple[str, ...] = ()
    country: str | None = None
    motive: str | tuple[str, ...] = ()
    cfr_type_of_incident: str | tuple[str, ...] = ()
    refs: str | tuple[str, ...] = ()


class Related(Struct, frozen=True, kw_only=True, rename="kebab"):
    dest_uuid: str
    type: str = ""
