"""Finds a source's entries among an archive's members by their paths below the top folder."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aegis_import.application.parsing import Archive, BadMember, Member
from aegis_import.application.report import Report


@dataclass(frozen=True, slots=True)
class Selected:
    """A member that matched. `path` is the part that did: below the archive's top folder, if it has one."""

    path: str
    member: Member


def select(archive: Archive, pattern: re.Pattern[str], report: Report) -> Sequence[Selected]:
    """The members whose path below the top folder matches `pattern` wholly; where none does, whose path from the root
    does. A bare file is selected whatever its name. Others are counted as no entries."""
    members = archive.members()
    if archive.bare:
        return [Selected(member.path, member) for member in members]
    below = [Selected(member.path.split("/", 1)[-1], member) for member in members if "/" in member.path]
    for candidates in (below, [Selected(member.path, member) for member in members]):
        matching = [selected for selected in candidates if pattern.fullmatch(selected.path)]
        if matching:
            report.not_entries += len(members) - len(matching)
            return matching
    report.not_entries += len(members)
    return []


def read_all(archive: Archive, selected: Sequence[Selected], report: Report) -> Iterator[tuple[str, bytes | bytearray]]:
    """Path and content of each that can be read. One that cannot is a bad entry, and the read is not complete."""
    for one in selected:
        try:
            content = archive.read(one.member)
        except BadMember as error:
            report.bad_entry("corrupt_member", f"The member {error}.", path=one.path)
            report.incomplete()
        else:
            yield one.path, content
