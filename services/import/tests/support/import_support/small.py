"""Small made-up files of Caldera, LOLBAS and GTFOBins."""

import hashlib
from typing import NamedTuple

ABILITY = """\
- id: {id}
  name: Say hello
  description: Says hello
  tactic: discovery
  technique:
    attack_id: T1082
    name: System Information Discovery
  platforms:
    linux:
      sh:
        command: echo hello
"""
PROGRAM = """\
Name: made_up{number}.exe
Description: A made-up program
Author: Nobody
Created: 2026-01-02
Commands:
  - Command: made_up.exe {{CMD}}
    Description: Runs a command
    Usecase: Run a command
    Category: Execute
    Privileges: User
    MitreID: T1218
    OperatingSystem: Windows 10, Windows 11
"""
EXAMPLES = """\
functions:
  shell:
  - code: made-up -c /bin/sh
    contexts:
      sudo:
      unprivileged:
"""
FUNCTIONS = """\
shell:
  label: Shell
  description: It can spawn a shell.
  mitre:
  - T1059
file-read:
  label: File read
  mitre:
  - T1005
inherit:
  label: Inherit
  description: It can inherit functions from another.
"""


class Small(NamedTuple):
    """A format's made-up file of one entry: where it stands, its text, and the key of its entry."""

    path: str
    text: str
    key: str
    others: dict[str, str]
    """What else the archive needs."""

    def members(self, *numbers: int) -> dict[str, str | bytes]:
        """Several of them."""
        return {**self.others, **{self.at(number): self.written(number) for number in numbers}}

    def at(self, number: int) -> str:
        return self.path.format(number=number)

    def written(self, number: int) -> str:
        return self.text.format(number=number, id=f"00000000-0000-4000-8000-{number:012}")

    def key_of(self, number: int) -> str:
        return self.key.format(number=number, id=f"00000000-0000-4000-8000-{number:012}")


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


SMALL = {
    "caldera": Small("data/abilities/discovery/{number}.yml", ABILITY, "{id}/linux/sh", {}),
    "lolbas": Small(
        "yml/OSBinaries/Made_up{number}.yml",
        PROGRAM,
        f"OSBinaries/Made_up{{number}}.yml/{sha('made_up.exe {CMD}')}",
        {},
    ),
    "gtfobins": Small(
        "_gtfobins/made-up{number}",
        EXAMPLES,
        f"made-up{{number}}/shell/{sha('made-up -c /bin/sh')}",
        {"_data/functions.yml": FUNCTIONS},
    ),
}
