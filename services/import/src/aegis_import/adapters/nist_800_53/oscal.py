"""OSCAL's objects as far as they are read. What is nested stays untyped, so that a bad one is only itself bad."""

from datetime import datetime
from typing import Any

from msgspec import Struct, field


class Metadata(Struct, frozen=True, rename="kebab"):
    title: str = ""
    version: str | None = None
    last_modified: datetime | None = None


class Catalog(Struct, frozen=True, kw_only=True):
    groups: list[Any]
    metadata: Any = None


class CatalogFile(Struct, frozen=True, kw_only=True):
    catalog: Catalog


class Group(Struct, frozen=True, kw_only=True):
    """A family. Groups may lie in groups."""

    title: str = ""
    controls: list[Any] = []
    groups: list[Any] = []


class Prop(Struct, frozen=True):
    name: str
    value: str
    class_: str | None = field(default=None, name="class")


class Link(Struct, frozen=True):
    href: str
    rel: str = ""


class Part(Struct, frozen=True):
    name: str
    prose: str = ""
    props: tuple[Prop, ...] = ()
    parts: tuple["Part", ...] = ()


class Selection(Struct, frozen=True, rename="kebab"):
    how_many: str = "one"
    choice: tuple[str, ...] = ()


class Param(Struct, frozen=True):
    id: str
    label: str = ""
    select: Selection | None = None


class Control(Struct, frozen=True, kw_only=True):
    """A control, or an enhancement of the one that it lies in."""

    id: str
    title: str
    props: tuple[Prop, ...] = ()
    links: tuple[Link, ...] = ()
    parts: tuple[Part, ...] = ()
    params: tuple[Param, ...] = ()
    controls: list[Any] = []


class Included(Struct, frozen=True, rename="kebab"):
    with_ids: tuple[str, ...] = ()


class Import(Struct, frozen=True, rename="kebab"):
    include_controls: tuple[Included, ...] = ()


class Profile(Struct, frozen=True):
    imports: tuple[Import, ...]


class ProfileFile(Struct, frozen=True):
    profile: Profile
