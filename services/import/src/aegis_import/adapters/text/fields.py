"""Fields of an entry that was written by strangers: required ones decide whether it is bad, any other that cannot be
read is left empty, with a warning (sources.md, rule 4)."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from aegis_import.adapters.text.dates import moment
from aegis_import.adapters.text.utf8 import with_lf

LONGEST_KEY = 512
"""Letters; upstreams' keys are UUIDs, paths and digests."""


class BadEntry(Exception):
    """An entry lacks what it needs. The text says what, as a sentence."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason


class Fields:
    """A mapping's fields, read one by one. What could not be read is noted in `left_out` as (field, why); what is
    absent or null is simply empty. `key` is the entry's, once it has been read."""

    __slots__ = ("_above", "_value", "key", "left_out")

    def __init__(self, value: dict[Any, Any], above: str = "", left_out: list[tuple[str, str]] | None = None) -> None:
        self._value = value
        self._above = above
        self.left_out = [] if left_out is None else left_out
        self.key: str | None = None

    def __contains__(self, name: str) -> bool:
        return self._value.get(name) is not None

    def take_key(self, name: str) -> str:
        """A required text that is the entry's key. Raises `BadEntry`."""
        key = self.required(name).strip()
        if len(key) > LONGEST_KEY:
            raise BadEntry("bad_field", f"Its {self._above}{name} is longer than {LONGEST_KEY} letters.")
        self.key = key
        return key

    def required(self, name: str) -> str:
        """A text that must be there and not be blank. Raises `BadEntry`."""
        value = self._value.get(name)
        if value is None:
            raise BadEntry("missing_field", f"It has no {self._above}{name}.")
        read = _text(value)
        if read is None:
            raise BadEntry("bad_field", f"Its {self._above}{name} is {_kind(value)}, not text.")
        if not read.strip():
            raise BadEntry("missing_field", f"Its {self._above}{name} is empty.")
        return read

    def optional(self, name: str) -> str | None:
        """A text, or None."""
        value = self._value.get(name)
        if value is None:
            return None
        read = _text(value)
        if read is None:
            self.leave_out(name, f"it is {_kind(value)}, not text")
        return read

    def text(self, name: str) -> str:
        """A text; empty when there is none."""
        return self.optional(name) or ""

    def filled(self, name: str) -> str | None:
        """A text that says something, or None."""
        read = self.optional(name)
        return read if read is not None and read.strip() else None

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; one text by itself is a list of one."""
        read: list[str] = []
        for one in self.values(name):
            text = _text(one)
            if text is None:
                self.leave_out(name, f"one of it is {_kind(one)}, not text")
            else:
                read.append(text)
        return tuple(read)

    def values(self, name: str) -> Sequence[Any]:
        """What a list holds besides nulls, of any kind; one text by itself is a list of one."""
        value = self._value.get(name)
        if value is None:
            return ()
        if isinstance(value, list):
            return [one for one in value if one is not None]
        if isinstance(value, str):
            return (value,)
        self.leave_out(name, f"it is {_kind(value)}, not a list")
        return ()

    def flag(self, name: str) -> bool:
        """True or false; absent is false."""
        value = self._value.get(name)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.leave_out(name, f"it is {_kind(value)}, neither true nor false")
        return False

    def number(self, name: str) -> float | None:
        """A finite number, or None."""
        value = self._value.get(name)
        if value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15:
            return float(value)
        self.leave_out(name, f"it is {_kind(value)}, not a number that counts")
        return None

    def moment(self, name: str) -> datetime | None:
        """A date or a date and time, or None (rule 8)."""
        written = self.optional(name)
        if written is None or not written.strip():
            return None
        read = moment(written)
        if read is None:
            self.leave_out(name, f"{written[:40]!r} is no date")
        return read

    def below(self, name: str) -> "Fields":
        """The fields of a mapping; without any when there is none."""
        value = self._value.get(name)
        if value is not None and not isinstance(value, dict):
            self.leave_out(name, f"it is {_kind(value)}, not a mapping")
            value = None
        return Fields(value or {}, f"{self._above}{name}.", self.left_out)

    def each(self, name: str) -> Sequence["Fields"]:
        """The fields of each mapping in a list."""
        found: list[Fields] = []
        for one in self.values(name):
            if isinstance(one, dict):
                found.append(Fields(one, f"{self._above}{name}.", self.left_out))
            else:
                self.leave_out(name, f"one of it is {_kind(one)}, not a mapping")
        return found

    def named(self, name: str) -> Sequence[tuple[str, "Fields"]]:
        """The mappings that a mapping names, with their names."""
        found: list[tuple[str, Fields]] = []
        for key, one in self.below(name).items():
            text = _text(key)
            if text is None or not isinstance(one, dict):
                self.leave_out(name, f"{str(key)[:40]!r} is {_kind(one)}, not a mapping")
            else:
                found.append((text, Fields(one, f"{self._above}{name}.{text[:40]}.", self.left_out)))
        return found

    def items(self) -> Sequence[tuple[Any, Any]]:
        """All of it as it is."""
        return list(self._value.items())

    def raw(self, name: str) -> Any:
        """A field as it is, or None."""
        return self._value.get(name)

    def leave_out(self, name: str, why: str) -> None:
        """Notes that a field, or a part of it, was left out."""
        self.left_out.append((f"{self._above}{name}", why))


def _text(value: Any) -> str | None:
    """Text, or a number or a date as text; None for anything else. A zero byte makes it none: no database keeps it."""
    if isinstance(value, str):
        return None if "\x00" in value else with_lf(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value.isoformat() if isinstance(value, date | time) else None


def _kind(value: Any) -> str:
    if isinstance(value, str):
        return "text with a zero byte" if "\x00" in value else "text"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, list):
        return "a list"
    return "a mapping" if isinstance(value, dict) else "a number"
