"""Frameworks of our own, uploaded as a table: ``control_id,title,technique_id,comment``."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from aegis_catalog.domain.words import faults_in_word
from aegis_kernel.errors import Fault, Invalid

ROWS_MOST = 20_000
FAULTS_SHOWN = 100
LABEL_LONGEST = 100
TITLE_LONGEST = 500
COMMENT_LONGEST = 4_000

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,62}[a-z0-9])?")
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_TECHNIQUE = re.compile(r"[A-Z]{1,2}\d{4}(?:\.\d{3})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkRow:
    """A line of the table. Lines with one `control_id` make one control; a title may be left out of all but one."""

    line: int
    control_id: str
    title: str = ""
    technique_id: str = ""
    comment: str = ""


@dataclass(slots=True)
class ControlTold:
    """A control: the techniques that it is mapped to, each with a comment."""

    label: str
    title: str = ""
    mappings: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkTold:
    """What a person says of a framework beside its table."""

    slug: str
    name: str
    version: str = ""
    publisher: str = ""
    description: str = ""


def controls_in(rows: Sequence[FrameworkRow]) -> list[ControlTold]:
    """The controls of a table, in its order. Raises `Invalid` naming each line that is wrong."""
    found: dict[str, ControlTold] = {}
    faults: list[Fault] = []
    for row in rows:
        faults += _faults_in(row)
        technique = row.technique_id.upper()
        control = found.setdefault(row.control_id, ControlTold(row.control_id))
        if row.title and control.title and row.title != control.title:
            detail = f"Another line calls {row.control_id[:LABEL_LONGEST]} otherwise."
            faults.append(Fault(f"/rows/{row.line}/title", detail, "conflict"))
        control.title = control.title or row.title
        if technique in control.mappings:
            faults.append(Fault(f"/rows/{row.line}/technique_id", "It is mapped twice.", "repeated"))
        elif technique:
            control.mappings[technique] = row.comment
    if not rows:
        faults.append(Fault("/rows", "There is no line in it.", "missing"))
    faults += [
        Fault("/rows", f"No line gives {control.label[:LABEL_LONGEST]} a title.", "missing")
        for control in found.values()
        if control.label and not control.title
    ]
    if faults:
        raise Invalid("rows_invalid", "Some lines cannot be taken, so none was.", faults[:FAULTS_SHOWN])
    return list(found.values())


def _faults_in(row: FrameworkRow) -> list[Fault]:
    at = f"/rows/{row.line}"
    faults = []
    if not row.control_id or len(row.control_id) > LABEL_LONGEST or not row.control_id.isprintable():
        faults.append(Fault(f"{at}/control_id", f"1 to {LABEL_LONGEST} printable characters.", "invalid"))
    if len(row.title) > TITLE_LONGEST:
        faults.append(Fault(f"{at}/title", f"At most {TITLE_LONGEST} characters.", "too_long"))
    if len(row.comment) > COMMENT_LONGEST:
        faults.append(Fault(f"{at}/comment", f"At most {COMMENT_LONGEST} characters.", "too_long"))
    if row.technique_id and not _TECHNIQUE.fullmatch(row.technique_id.upper()):
        faults.append(Fault(f"{at}/technique_id", "That is no technique's id, such as T1059.001.", "invalid"))
    return faults


def checked(told: FrameworkTold) -> FrameworkTold:
    """The framework in its tidy form. Raises `Invalid` with every fault."""
    told = FrameworkTold(
        slug=told.slug.strip().lower(),
        name=" ".join(told.name.split()),
        version=told.version.strip(),
        publisher=told.publisher.strip(),
        description=told.description.strip(),
    )
    faults = []
    if not _SLUG.fullmatch(told.slug) or _UUID.fullmatch(told.slug):
        detail = "Small letters, digits, dots and hyphens, at most 64, that do not begin or end with a sign."
        faults.append(Fault("/slug", detail, "invalid"))
    faults += faults_in_word("/name", told.name)
    for name in ("version", "publisher"):
        if word := getattr(told, name):
            faults += faults_in_word(f"/{name}", word)
    if len(told.description) > COMMENT_LONGEST:
        faults.append(Fault("/description", f"At most {COMMENT_LONGEST} characters.", "too_long"))
    if faults:
        raise Invalid("framework_invalid", "The framework cannot be like this.", faults)
    return told
