"""The parsers, by what a data source calls its `upstream`. A further source is one function and one line here."""

from collections.abc import Mapping

from aegis_import.adapters.attack.parser import parse_attack
from aegis_import.application.parsing import Parser

PARSERS: Mapping[str, Parser] = {
    "mitre-attack": parse_attack,
}

NAMESPACES: Mapping[str, str] = {
    "nist-800-53-mappings": "nist-800-53",
}
"""Whose keys a parser's entries have, where that is not the parser's own name: what two sources write of one control
is one item with two claims."""

PARTS: Mapping[str, tuple[str, ...]] = {
    "d3fend": (
        "api/matrix.json",
        "api/ontology/inference/d3fend-full-mappings.json",
        "api/version.json",
    ),
    "nist-800-53": (
        "NIST_SP-800-53_rev5_catalog.json",
        "NIST_SP-800-53_rev5_LOW-baseline_profile.json",
        "NIST_SP-800-53_rev5_MODERATE-baseline_profile.json",
        "NIST_SP-800-53_rev5_HIGH-baseline_profile.json",
        "NIST_SP-800-53_rev5_PRIVACY-baseline_profile.json",
    ),
}
"""The files below a source's URL, where that ends in ``/``, which together are what its parser reads."""


def namespace_of(upstream: str) -> str:
    """The namespace of keys that ids are made in."""
    return NAMESPACES.get(upstream, upstream)
