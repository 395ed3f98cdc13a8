"""Reads settings: environment first, then a TOML file, then defaults. Every error at once, named by its variable."""

import difflib
import os
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin

import msgspec
import structlog
from msgspec.structs import FieldInfo, fields

from aegis_chassis.settings.every_service import SharedSettings
from aegis_chassis.settings.secret import Secret

log = structlog.get_logger(__name__)

PREFIX = "AEGIS_"
CONFIG = "AEGIS_CONFIG"
NOT_OURS = ("AEGIS_CONFIG", "AEGIS_TEST_", "AEGIS_PG_BIN", "AEGIS_CACHE_DIR", "AEGIS_BOOTSTRAP_")
"""Variables, or their beginnings, that no settings struct holds."""

S = TypeVar("S", bound=SharedSettings)
_UNSET: Any = object()


class SettingsError(Exception):
    """Settings that cannot be used; the message has a line for each fault."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(["The settings are not right:", *(f"  - {fault}" for fault in faults)]))
        self.faults = tuple(faults)


def load_settings(kind: type[S], *, service: str, environ: Mapping[str, str] | None = None) -> S:
    """The settings of `service` (``catalog``: its variables begin with ``AEGIS_CATALOG_``). Raises `SettingsError`."""
    reader = _Reader(service, os.environ if environ is None else environ)
    reader.read_file()
    values: dict[str, Any] = {}
    for known in fields(kind):
        value = reader.value(known)
        if value is not _UNSET:
            values[known.name] = value
    if reader.faults:
        raise SettingsError(reader.faults)
    settings = kind(**values)
    faults = [f"{reader.variables(name)[-1]} {said}" for name, said in settings.problems()]
    if faults:
        raise SettingsError(faults)
    return settings


def unknown_variables(
    kinds: Mapping[str, type[SharedSettings]], environ: Mapping[str, str] | None = None, *, others: Iterable[str] = ()
) -> list[str]:
    """Variables that begin like ours and are nobody's: misspelt, probably. Each with the nearest known one.

    `kinds` are the settings of the services in this process, by name; `others` more names that are known.
    """
    environ = os.environ if environ is None else environ
    known = set(others)
    for service, kind in kinds.items():
        for each in fields(kind):
            for name in (*_variables(service, each.name), *also(each)):
                known |= {name, f"{name}_FILE"}
    found = []
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in known and not name.startswith(NOT_OURS):
            near = difflib.get_close_matches(name, known, n=1)
            found.append(f"{name} is not known{f': did you mean {near[0]}?' if near else ''}")
    return found


def warn_of_unknown(
    kinds: Mapping[str, type[SharedSettings]], environ: Mapping[str, str] | None = None, *, others: Iterable[str] = ()
) -> None:
    """Logs what `unknown_variables` finds."""
    for said in unknown_variables(kinds, environ, others=others):
        log.warning("settings.unknown_variable", said=said)


def _variables(service: str, name: str) -> tuple[str, str]:
    """The service's own variable of a field, and the shared one."""
    return f"{PREFIX}{service}_{name}".upper().replace("-", "_"), f"{PREFIX}{name}".upper()


@dataclass
class _Reader:
    service: str
    environ: Mapping[str, str]
    faults: list[str] = field(default_factory=list)
    _file: dict[str, Any] = field(default_factory=dict)
    _shared: frozenset[str] = frozenset(each.name for each in fields(SharedSettings))

    def read_file(self) -> None:
        name = self.environ.get(CONFIG)
        if not name:
            return
        try:
            self._file = tomllib.loads(Path(name).read_text())
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            self.faults.append(f"{CONFIG}: {name} cannot be read: {error}")

    def variables(self, name: str) -> tuple[str, ...]:
        """What may set a field, strongest first. A service's own field has no shared variable."""
        own, shared = _variables(self.service, name)
        return (own, shared) if name in self._shared else (own,)

    def value(self, known: FieldInfo) -> Any:
        """The field's value; `_UNSET` for its default, or when there is a fault, which is noted."""
        for source, raw in self._found(known):
            try:
                return msgspec.convert(_split(raw, known.type), known.type, strict=False, dec_hook=_made)
            except msgspec.ValidationError as error:
                shown = "" if _is_secret(known.type) else f", not {raw!r}"
                self.faults.append(f"{source}: {str(error).partition(' - at ')[0]}{shown}")
                return _UNSET
        if known.required and not self.faults_name(known.name):
            self.faults.append(f"{self.variables(known.name)[-1]} is not set: {description(known)}")
        return _UNSET

    def faults_name(self, name: str) -> bool:
        """Whether a fault of the field is noted already."""
        return any(fault.startswith(self.variables(name)) for fault in self.faults)

    def _found(self, known: FieldInfo) -> Iterator[tuple[str, Any]]:
        for variable in (*self.variables(known.name), *also(known)):
            if value := self.environ.get(variable):
                yield variable, value
            if _is_secret(known.type) and (path := self.environ.get(f"{variable}_FILE")):
                try:
                    yield f"{variable}_FILE", Path(path).read_text().rstrip("\r\n")
                except (OSError, UnicodeDecodeError) as error:
                    self.faults.append(f"{variable}_FILE: {path} cannot be read: {error}")
                    return
        own = self._file.get(self.service)
        if isinstance(own, dict) and known.name in own:
            yield f"[{self.service}] {known.name} in {self.environ[CONFIG]}", own[known.name]
        if known.name in self._shared and known.name in self._file:
            yield f"{known.name} in {self.environ[CONFIG]}", self._file[known.name]


def also(known: FieldInfo) -> tuple[str, ...]:
    """The field's other variable, weaker than its own: one that people know by a shorter name. Its annotation gives it
    as ``Meta(extra={"also": "AEGIS_ADMIN_EMAIL"})``."""
    for extra in getattr(known.type, "__metadata__", ()):
        if isinstance(extra, msgspec.Meta) and extra.extra and "also" in extra.extra:
            return (str(extra.extra["also"]),)
    return ()


def description(known: FieldInfo) -> str:
    """What the field's annotation says of it."""
    for extra in getattr(known.type, "__metadata__", ()):
        if isinstance(extra, msgspec.Meta) and extra.description:
            return extra.description
    return ""


def _plain(kind: Any) -> Any:
    """Without its annotations."""
    return _plain(get_args(kind)[0]) if hasattr(kind, "__metadata__") else kind


def _is_secret(kind: Any) -> bool:
    plain = _plain(kind)
    return plain is Secret or Secret in get_args(plain)


def _split(raw: Any, kind: Any) -> Any:
    """A list out of an environment variable: divided by commas."""
    if isinstance(raw, str) and get_origin(_plain(kind)) in {tuple, list, set, frozenset}:
        return [part.strip() for part in raw.split(",") if part.strip()]
    return raw


def _made(kind: type[Any], value: Any) -> Any:
    if kind in {Secret, Path} and isinstance(value, str):
        return kind(value)
    raise msgspec.ValidationError(f"Expected text, got {type(value).__name__}")
