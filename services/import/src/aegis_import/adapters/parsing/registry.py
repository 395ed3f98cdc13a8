"""The parsers, by a data source's `format`. A further source is one function and one line here."""

from collections.abc import Mapping

from aegis_import.adapters.archives.forms import BareForm
from aegis_import.adapters.atomic.parser import parse_atomic
from aegis_import.adapters.attack.parser import parse_attack
from aegis_import.adapters.caldera.parser import parse_caldera
from aegis_import.adapters.cis_v8.parser import parse_cis_v8
from aegis_import.adapters.d3fend.parser import parse_d3fend
from aegis_import.adapters.elastic.parser import parse_elastic
from aegis_import.adapters.feeds.parser import parse_feed
from aegis_import.adapters.gtfobins.parser import parse_gtfobins
from aegis_import.adapters.lolbas.parser import parse_lolbas
from aegis_import.adapters.mappings_explorer.frameworks import AWS, CRI_PROFILE, CSA_CCM, KEV, NIST_800_53, VERIS
from aegis_import.adapters.mappings_explorer.parser import mappings_of
from aegis_import.adapters.misp.parser import parse_misp_actors
from aegis_import.adapters.nist_800_53.parser import parse_nist_800_53
from aegis_import.adapters.sigma.parser import parse_sigma
from aegis_import.adapters.splunk.parser import parse_splunk
from aegis_import.application.parsing import Parser

PARSERS: Mapping[str, Parser] = {
    "feed": parse_feed,
    "mitre-attack": parse_attack,
    "atomic": parse_atomic,
    "sigma": parse_sigma,
    "elastic": parse_elastic,
    "splunk": parse_splunk,
    "caldera": parse_caldera,
    "lolbas": parse_lolbas,
    "gtfobins": parse_gtfobins,
    "d3fend": parse_d3fend,
    "nist-800-53": parse_nist_800_53,
    "nist-800-53-mappings": mappings_of(NIST_800_53),
    "cri-profile": mappings_of(CRI_PROFILE),
    "csa-ccm": mappings_of(CSA_CCM),
    "veris": mappings_of(VERIS),
    "kev": mappings_of(KEV),
    "aws": mappings_of(AWS),
    "cis-v8": parse_cis_v8,
    "misp-galaxy": parse_misp_actors,
}

NAMESPACES: Mapping[str, str] = {
    "nist-800-53-mappings": "nist-800-53",
}
"""The upstream whose keys a format's entries have, where it is not called as the format is: what two sources write of
one control is one item with two claims."""

WINDOWS: frozenset[str] = frozenset({"feed"})
"""Formats that show an upstream's newest entries only: what has left them is not withdrawn, and none is a success."""

BARE_FORMS: Mapping[str, BareForm] = {
    "atomic": "yaml",
    "sigma": "yaml",
    "elastic": "toml",
    "splunk": "yaml",
    "caldera": "yaml",
    "feed": "any",
}
"""What a format's file may be beside a zip, where it is not JSON."""


def namespace_of(format_: str) -> str:
    """The upstream, a namespace of keys, that ids of this format's entries are made in."""
    return NAMESPACES.get(format_, format_)
