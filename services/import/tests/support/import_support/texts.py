"""Small made-up files of sources that are YAML or TOML, and how to read them."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from aegis_import.adapters.archives.deadlines import Deadline
from aegis_import.adapters.archives.limits import ArchiveLimits
from aegis_import.adapters.archives.opening import open_archive
from aegis_import.adapters.parsing.registry import BARE_FORMS, PARSERS
from aegis_import.application.claims import ParsedClaim
from aegis_import.application.parsing import Archive, BadArchive, Got, Member, Wanted
from aegis_import.application.report import Report
from import_support.archives import zip_of
from import_support.data import upstream

Found = tuple[list[ParsedClaim], Report]


class InMemory:
    """An archive of files that lie on no disk. `bare` where it is one by itself."""

    wanted = Wanted()
    got = Got()

    def __init__(self, files: Mapping[str, bytes], *, bare: bool = False) -> None:
        self.bare = bare
        self._files = files

    def members(self) -> Sequence[Member]:
        return [Member(path, len(content)) for path, content in self._files.items()]

    def read(self, member: Member) -> bytes:
        return self._files[member.path]

    def package(self, member: Member) -> AbstractContextManager[Archive]:
        raise BadArchive("not_a_package", "It is none.")


def parse_bytes(format_: str, content: bytes, *, path: str | None = None) -> Found:
    """What a format's parser makes of one file's bytes: by itself, or as a member at `path`. For fuzzing."""
    report = Report()
    archive = InMemory({path or "upload": content}, bare=path is None)
    return list(PARSERS[format_](archive, report)), report


def read_file(format_: str, path: Path, *, got: Got | None = None, limits: ArchiveLimits | None = None) -> Found:
    """What a format's parser makes of a file, opened as a run opens it."""
    limits = limits or ArchiveLimits()
    report = Report()
    with open_archive(
        path,
        got or Got(),
        wanted=Wanted(),
        limits=limits,
        report=report,
        deadline=Deadline(limits.seconds),
        bare=BARE_FORMS.get(format_, "json"),
    ) as archive:
        return list(PARSERS[format_](archive, report)), report


def read_zip(format_: str, folder: Path, members: Mapping[str, str | bytes], *, top: str = "top-main/") -> Found:
    """What a format's parser makes of a zip with these members below a top folder."""
    return read_file(format_, zip_of(folder / "a.zip", {top + name: content for name, content in members.items()}))


@cache
def read_upstream(format_: str, archive: str) -> Found:
    """What a format's parser makes of an upstream archive; the test is skipped where that is not there."""
    return read_file(format_, upstream(archive))


class Counted(NamedTuple):
    """sources.md's columns: files, entries, those with a technique, ids, (entry, id) pairs."""

    files: int
    entries: int
    with_technique: int
    ids: int
    pairs: int


def counted(claims: Sequence[ParsedClaim]) -> Counted:
    named: list[tuple[str, tuple[str, ...]]] = [(one.key, one.item.technique_ids_named) for one in claims]  # type: ignore[union-attr]  # rules and templates have them
    pairs = {(key, id_) for key, ids in named for id_ in ids}
    return Counted(
        files=len({one.path for one in claims}),
        entries=len({one.key for one in claims}),
        with_technique=len({key for key, _ in pairs}),
        ids=len({id_ for _, id_ in pairs}),
        pairs=len(pairs),
    )


def item(claims: Sequence[ParsedClaim], key: str) -> Any:
    """The item of this key."""
    (found,) = (one.item for one in claims if one.key == key)
    return found


class Sample(NamedTuple):
    """A format's made-up file: where it stands in an archive and its text with `{key}` in place of its key."""

    path: str
    text: str
    kind: str

    def at(self, number: int) -> tuple[str, str]:
        """The path and text of one of several."""
        return self.path.format(number=number), self.text.replace("{key}", key_of(number))


def key_of(number: int) -> str:
    """The key of a sample."""
    return f"00000000-0000-4000-8000-{number:012}"


SAMPLES = {
    "atomic": Sample(
        "atomics/T1{number:03}/T1{number:03}.yaml",
        """\
attack_technique: T1059.001
display_name: Made up
atomic_tests:
- name: Say hello
  auto_generated_guid: {key}
  description: |
    Says hello.
  supported_platforms:
  - windows
  executor:
    name: powershell
    command: |
      echo hello
""",
        "template",
    ),
    "sigma": Sample(
        "rules/windows/made_up_{number}.yml",
        """\
title: Made up
id: {key}
status: test
description: Sees what nobody does
author: Nobody
date: 2026-01-02
tags:
    - attack.execution
    - attack.t1059.001
logsource:
    category: process_creation
    product: windows
detection:
    selection:
        Image|endswith: '\\made_up.exe'
    condition: selection
level: low
""",
        "rule",
    ),
    "elastic": Sample(
        "rules/windows/made_up_{number}.toml",
        '''\
[metadata]
creation_date = "2026/01/02"
integration = ["made_up"]
maturity = "production"
updated_date = "2026/02/03"

[rule]
author = ["Nobody"]
description = "Sees what nobody does"
index = ["logs-made.up*"]
language = "eql"
license = "Elastic License v2"
name = "Made up"
risk_score = 21
rule_id = "{key}"
severity = "low"
type = "eql"
query = """
process where process.name == "made_up.exe"
"""

[[rule.threat]]
framework = "MITRE ATT&CK"
[[rule.threat.technique]]
id = "T1059"
name = "Command and Scripting Interpreter"
[[rule.threat.technique.subtechnique]]
id = "T1059.001"
name = "PowerShell"
''',
        "rule",
    ),
    "splunk": Sample(
        "detections/endpoint/made_up_{number}.yml",
        """\
name: Made up
id: {key}
version: 2
date: '2026-01-02'
author: Nobody
status: production
type: TTP
description: Sees what nobody does
data_source:
- Made Up 1
search: '| made up'
how_to_implement: Make it up.
known_false_positives: None
references:
- https://example.org
tags:
  mitre_attack_id:
  - T1059.001
  risk_score: 25
""",
        "rule",
    ),
}
