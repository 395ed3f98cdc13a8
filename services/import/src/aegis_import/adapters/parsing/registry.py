"""The parsers, by upstream. A further source is one function and one line here."""

from collections.abc import Mapping

from aegis_import.adapters.attack.parser import parse_attack
from aegis_import.application.parsing import Parser

PARSERS: Mapping[str, Parser] = {
    "mitre-attack": parse_attack,
}
