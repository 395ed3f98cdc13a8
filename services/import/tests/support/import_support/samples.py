"""Small valid files of each format, for what has to hold for all of them."""

import io
import json
import zipfile
from collections.abc import Mapping

from import_support.stix import small, stix, technique

ATOMIC = b"""attack_technique: T1003
display_name: Dumping
atomic_tests:
- name: Dump
  auto_generated_guid: 11111111-1111-4111-8111-111111111111
  description: d
  supported_platforms: [windows]
  executor: {name: sh, command: echo hi}
"""
SIGMA = b"""title: A rule
id: 22222222-2222-4222-8222-222222222222
status: test
level: high
logsource: {product: windows}
detection: {selection: {Image: a.exe}, condition: selection}
tags: [attack.t1003]
"""
ELASTIC = b"""[metadata]
maturity = "production"
[rule]
rule_id = "33333333-3333-4333-8333-333333333333"
name = "A rule"
type = "query"
language = "kuery"
query = "a:b"
severity = "high"
"""
SPLUNK = b"""name: A detection
id: 44444444-4444-4444-8444-444444444444
status: production
type: TTP
search: index=main
tags: {mitre_attack_id: [T1003]}
"""
CALDERA = b"""- id: 55555555-5555-4555-8555-555555555555
  name: An ability
  description: d
  tactic: discovery
  technique: {attack_id: T1003, name: x}
  platforms: {linux: {sh: {command: whoami}}}
"""
LOLBAS = b"""Name: At.exe
Description: d
Commands:
- Command: at 09:00
  Description: d
  Usecase: u
  Category: Execute
  Privileges: User
  MitreID: T1053.002
"""
GTFOBINS = b"""---
functions:
  shell:
  - code: sh
...
"""
GTFO_FUNCTIONS = b"""shell:
  label: Shell
  mitre: [T1059.004]
"""
D3FEND = json.dumps(
    [
        {
            "@id": "d3f:Harden",
            "rdfs:label": "Harden",
            "children": [
                {
                    "@id": "d3f:Thing",
                    "rdfs:label": "Thing",
                    "d3f:d3fend-id": "D3-T",
                    "d3f:definition": "d",
                    "children": [],
                }
            ],
        }
    ]
).encode()
D3FEND_LINKS = json.dumps(
    {
        "results": {
            "bindings": [
                {
                    "def_tech": {"type": "uri", "value": "http://d3fend.mitre.org/ontologies/d3fend.owl#Thing"},
                    "off_tech_id": {"type": "literal", "value": "T1003"},
                }
            ]
        }
    }
).encode()
NIST = json.dumps(
    {
        "catalog": {
            "uuid": "66666666-6666-4666-8666-666666666666",
            "metadata": {"title": "NIST", "version": "5.0.1"},
            "groups": [
                {
                    "id": "ac",
                    "title": "Access Control",
                    "controls": [{"id": "ac-1", "title": "Policy", "props": [{"name": "label", "value": "AC-1"}]}],
                }
            ],
        }
    }
).encode()
MAPPINGS = json.dumps(
    {
        "metadata": {"attack_version": "16.1", "mapping_framework": "nist_800_53", "mapping_framework_version": "rev5"},
        "mapping_objects": [
            {
                "capability_id": "AC-01",
                "capability_description": "Policy",
                "attack_object_id": "T1003",
                "attack_object_name": "x",
                "mapping_type": "mitigates",
                "status": "complete",
                "comments": "",
                "references": [],
            }
        ],
    }
).encode()
MISP = json.dumps(
    {
        "type": "threat-actor",
        "name": "Threat Actor",
        "values": [
            {"value": "An actor", "uuid": "77777777-7777-4777-8777-777777777777", "description": "d", "meta": {}}
        ],
    }
).encode()
FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>f</title><item><guid>1</guid><title>T</title>
<link>https://x.example/a</link><pubDate>Tue, 24 Nov 2026 10:00:00 GMT</pubDate><description>T1003</description>
</item></channel></rss>"""

MEMBERS: Mapping[str, Mapping[str, bytes]] = {
    "mitre-attack": {
        "top/enterprise-attack/enterprise-attack.json": json.dumps(
            small(technique(1), technique(2), stix("malware", 1, "S0001"), stix("intrusion-set", 1, "G0001"))
        ).encode()
    },
    "atomic": {"top/atomics/T1003/T1003.yaml": ATOMIC},
    "sigma": {"top/rules/a.yml": SIGMA},
    "elastic": {"top/rules/a.toml": ELASTIC},
    "splunk": {"top/detections/a.yml": SPLUNK},
    "caldera": {"top/data/abilities/discovery/a.yml": CALDERA},
    "lolbas": {"top/yml/OSBinaries/At.yml": LOLBAS},
    "gtfobins": {"top/_gtfobins/sh": GTFOBINS, "top/_data/functions.yml": GTFO_FUNCTIONS},
    "d3fend": {
        "top/api/matrix.json": D3FEND,
        "top/api/ontology/inference/d3fend-full-mappings.json": D3FEND_LINKS,
    },
    "nist-800-53": {"top/NIST_SP-800-53_rev5_catalog.json": NIST},
    "nist-800-53-mappings": {
        "top/mappings/nist_800_53/attack-16.1/nist_800_53-rev5/enterprise/"
        "nist_800_53-rev5_attack-16.1-enterprise.json": MAPPINGS
    },
    "misp-galaxy": {"top/clusters/threat-actor.json": MISP},
}
"""Format -> the members of a small archive of it."""


def archive_of(members: Mapping[str, bytes]) -> bytes:
    """A zip with these members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return file.getvalue()
