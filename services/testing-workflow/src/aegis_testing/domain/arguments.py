"""Input arguments of a procedure: filled from the template's defaults, then the campaign's variables, then by whoever
drafts the test (catalogue.md, "Test template"). One that is used and not filled blocks a start."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from aegis_kernel.errors import Fault
from aegis_testing.domain.limits import MAX_ARGUMENT, raise_if_any, text_fault

FilledBy = Literal["default", "campaign", "person"]

_PLACE = re.compile(r"#\{([^{}\s]{1,200})\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """One argument. `value` None is not filled; an empty text is a value that somebody chose."""

    name: str
    description: str = ""
    type: str = ""
    value: str | None = None
    filled_by: FilledBy = "default"


def filled(
    arguments: Collection[Argument], values: Mapping[str, str | None], by: FilledBy, *, pointer: str = "/arguments"
) -> tuple[Argument, ...]:
    """The arguments with `values` in place, named as the template names them; None takes a value away. Raises `Invalid`
    for a name that the procedure does not have, and for a text that cannot be kept."""
    known = {argument.name for argument in arguments}
    faults: list[Fault | None] = []
    for name, value in values.items():
        if name not in known:
            has = ", ".join(sorted(known)) or "none"
            faults.append(Fault(f"{pointer}/{name}", f"The procedure has no such argument; it has: {has}.", "unknown"))
        elif value is not None:
            faults.append(text_fault(f"{pointer}/{name}", value, characters=MAX_ARGUMENT))
    raise_if_any(faults)
    return tuple(
        replace(argument, value=values[argument.name], filled_by=by) if argument.name in values else argument
        for argument in arguments
    )


def used_in(*texts: str) -> frozenset[str]:
    """The names that stand as ``#{name}`` in any of `texts`."""
    return frozenset(name for text in texts for name in _PLACE.findall(text))


def unfilled(arguments: Iterable[Argument], *texts: str) -> list[Argument]:
    """Those that `texts` use and that have no value, in their order."""
    used = used_in(*texts)
    return [argument for argument in arguments if argument.value is None and argument.name in used]


def rendered(text: str, arguments: Iterable[Argument]) -> str:
    """`text` with every filled argument in its place. What has no value, or is no argument, stays as it is written.
    Values are put in as they are and never looked at again."""
    values = {argument.name: argument.value for argument in arguments if argument.value is not None}
    return _PLACE.sub(lambda found: values.get(found[1], found[0]), text)
