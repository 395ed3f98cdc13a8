"""YAML from strangers, read as YAML 1.1 by a safe reader. Stated ways: UTF-8 only; a key that a mapping names twice, a
tag that is not YAML's own, an alias that is unknown or holds itself make a bad entry; nesting and what aliases and
merge keys expand to have limits; dates stay text.

Two readers give the same values. `ryaml` is three times as fast, but reads some YAML 1.1 forms by the rules of 1.2
(``yes``, ``0777``, ``12:30:45``, ``1_000``, ``1e3``, ``<<``), and tells no line for all faults. So a guard looks for
whatever they might differ in, cheaply and rather too often; what it finds, and what `ryaml` refuses, the exact reader
reads (`yaml_events.py`).
"""

import re
from typing import Any

import ryaml

from aegis_import.adapters.text.bad_text import BadText
from aegis_import.adapters.text.room import check_room
from aegis_import.adapters.text.yaml_events import compose_all

YAML_DEPTH = 128
"""How deeply collections may be nested, by either reader; upstream's deepest is 9."""

_OPENED = 1_000
"""Flow collections that the fast reader may meet: libyaml's scanner takes time in proportion to their depth for each
token, and the exact reader stops at the depth limit."""

_DIRECTIVES = 32
"""libyaml compares each ``%TAG`` with all before it."""

_MARK = "\ufeff"
"""A byte order mark behind the beginning, which is a blank for one reader and a letter for the other."""

_BREAK = r"\n\r\x85\u2028\u2029"
_DIFFERS = re.compile(
    # What a plain scalar may follow ...
    rf"[{_BREAK}:\-?,\[{{][ \t]*(?=[ynoYNO0-9+.=<&*!-])(?:(?<=[{_BREAK} \t,\[{{])|(?<=[\"']:))"
    # ... anchors, aliases and tags ...
    r"(?:!|[&*](?=\S)"
    # ... and the scalars that are not the same in 1.1 and 1.2, as a whole.
    r"|(?:yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF|<<|="
    r"|[-+]?0[0-9_o][0-9_]*|[-+]?0[xb][0-9a-fA-F]*_[0-9a-fA-F_]*"
    r"|[-+]?[.0-9][0-9.]*[_:eE][-+0-9_:.eE]*|[-+]\.[0-9][0-9_]*|[-+]?(?:[0-9]{19,}|0x[0-9a-fA-F]{16,}))"
    rf"[ \t]*(?=[{_BREAK},\]}}:]|#|\Z))"
)


def decode_yaml(text: str) -> list[Any]:
    """The documents of `text` as plain dicts, lists, texts, numbers, booleans and None; an empty text has none. Raises
    `BadText`."""
    if text.count("\n%") > _DIRECTIVES:
        raise BadText(f"it has more than {_DIRECTIVES} directives")
    if _is_alike("\n" + text):
        check_room(len(text))
        try:
            documents: list[Any] = ryaml.loads_all(text)  # type: ignore[attr-defined]  # not in its stub, but documented
        except ValueError:
            pass  # the exact reader says what is wrong and where, or can read it after all (large integers)
        else:
            if documents and documents != [None]:  # it sees a document in a text without any
                return documents
    return compose_all(text, depth=YAML_DEPTH)


def _is_alike(text: str) -> bool:
    """Whether both readers read `text`, which begins with a line feed, alike."""
    opened = text.count("[") + text.count("{")
    return opened <= _OPENED and _MARK not in text and _DIFFERS.search(text) is None
