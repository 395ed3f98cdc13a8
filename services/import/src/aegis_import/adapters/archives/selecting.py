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
    """The members whose path below the top folder matches `pattern` wholly; or whose path from the root does, where
    those are more: an archive without a top folder may hold a few that look as if it had one (Sigma's
    ``regression_data/rules/``). A bare file is selected whatever its name. Others are counted as no entries."""
    members = archive.members()
    if archive.bare:
        return [Selected(member.path, member) for member in members]
    matches = pattern.fullmatch
    inner = [(member.path.split("/", 1)[1], member) for member in members if "/" in member.path]
    below = [(path, member) for path, member in inner if matches(path)]
    root = [(member.path, member) for member in members if matches(member.path)]
    matching = root if len(root) > len(below) else below
    report.not_entries += len(members) - len(matching)
    return [Selected(path, member) for path, member in matching]


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
