"""What a test tries of which technique."""

from dataclasses import dataclass
from uuid import UUID

from aegis_testing.domain.arguments import Argument
from aegis_testing.domain.limits import MAX_WORD, raise_if_any, text_fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Technique:
    """A technique, as far as a test needs to know it."""

    id: UUID
    attack_id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """A template's version, copied, or a named custom step. `key` names it in a line: tests of one technique with
    equal keys try the same thing, whichever version of the template and whatever stands for its arguments.

    `command` and `clean_up` hold arguments as ``#{name}``.
    """

    key: str
    name: str
    command: str = ""
    clean_up: str = ""
    template_id: UUID | None = None
    template_revision: int | None = None
    executor: str = ""
    arguments: tuple[Argument, ...] = ()


def custom_procedure(name: str, command: str = "", clean_up: str = "") -> Procedure:
    """A custom step. Its key is its name without regard to case and spacing. Raises `Invalid`."""
    raise_if_any(
        [
            text_fault("/procedure/name", name, characters=MAX_WORD, needed=True),
            text_fault("/procedure/command", command),
            text_fault("/procedure/clean_up", clean_up),
        ]
    )
    words = " ".join(name.split())
    return Procedure(key=f"custom:{words.casefold()}", name=words, command=command, clean_up=clean_up)
