"""Small archives of four sources: what stands in them is drawn by number and version."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from import_support.samples import archive_of
from import_support.stix import bundle as bundle_of
from import_support.stix import collection, link, matrix, phases, small, stix, tactic, technique

Items = Mapping[int, int]
"""The number of an item to its version: 0, 1 or 2."""

TECHNIQUES = range(1, 6)
"""Numbers of techniques, T1001 to T1005; others of ATT&CK are software, groups and mitigations."""


def sigma(items: Items, bad: int | None) -> dict[str, bytes]:
    return {f"s/rules/{n}.yml": _rule(n, version, bad=n == bad) for n, version in sorted(items.items())}


def _rule(number: int, version: int, *, bad: bool) -> bytes:
    """It names a technique of its own number, and in version 2 the next one, too, and one that nobody knows."""
    named = [number] if version < 2 else [number, number % 5 + 1, 404]
    tags = ", ".join(f"attack.t{1000 + one}" for one in named)
    body = "" if bad else "detection: {s: {a: b}, condition: s}\n"
    return (
        f"title: Rule {version}\nid: {key_of('sigma', number)}\nlevel: high\nlogsource: {{product: windows}}\n"
        f"tags: [{tags}]\n{body}"
    ).encode()


def atomic(items: Items, bad: int | None) -> dict[str, bytes]:
    return {
        f"a/atomics/T{1000 + n}/T{1000 + n}.yaml": (
            f"attack_technique: T{1000 + n}\ndisplay_name: Made up\natomic_tests:\n- name: Test {version}\n"
            f"  auto_generated_guid: {key_of('atomic', n)}\n  description: d\n  supported_platforms: [windows]\n"
            + ("" if n == bad else f"  executor: {{name: powershell, command: echo {version}}}\n")
        ).encode()
        for n, version in sorted(items.items())
    }


def d3fend(items: Items, bad: int | None) -> dict[str, bytes]:
    """A bad defence has no name. From version 1 on a defence counters the next technique, too."""
    nodes = [
        {"@id": f"d3f:Thing{n}", "d3f:d3fend-id": key_of("d3fend", n), "d3f:definition": "d", "children": []}
        | ({} if n == bad else {"rdfs:label": f"Defence {version}"})
        for n, version in sorted(items.items())
    ]
    rows = [
        {
            "def_tech": {"type": "uri", "value": f"http://d3fend.mitre.org/ontologies/d3fend.owl#Thing{n}"},
            "off_tech_id": {"type": "literal", "value": f"T{1000 + against}"},
        }
        for n, version in sorted(items.items())
        for against in ([n, n % 5 + 1] if version else [n])
    ]
    matrix_of = [{"@id": "d3f:Harden", "rdfs:label": "Harden", "children": nodes}]
    return {
        "d/api/matrix.json": json.dumps(matrix_of).encode(),
        "d/api/ontology/inference/d3fend-full-mappings.json": json.dumps({"results": {"bindings": rows}}).encode(),
    }


def enterprise(items: Items, bad: int | None) -> dict[str, bytes]:
    """A release. Techniques are all there, in every release: upstream never takes one away. Their fate is their
    version: active, deprecated, or revoked by the next one."""
    techniques = {n: _technique(n, items.get(n, 0)) for n in TECHNIQUES}
    others = {n: _other(n, version, bad=n == bad) for n, version in items.items() if n not in techniques}
    links = [link(n, "revoked-by", techniques[n], techniques[n % 5 + 1]) for n in TECHNIQUES if items.get(n, 0) == 2]
    for n, other in others.items():
        if n != bad and other["type"] != "course-of-action":
            links.append(link(10 + n, "uses", other, techniques[n % 5 + 1], description=f"Used {items[n]}"))
    release = f"{sum(items.values())}.{len(items)}"
    objects = (*techniques.values(), *others.values(), *links)
    return {"a/enterprise-attack/enterprise-attack.json": json.dumps(small(*objects, version=release)).encode()}


def _technique(number: int, version: int) -> dict[str, Any]:
    fate: dict[str, Any] = {0: {}, 1: {"x_mitre_deprecated": True}, 2: {"revoked": True}}[version]
    fields = {"kill_chain_phases": phases("execution"), "x_mitre_platforms": ["Windows"], "name": f"Technique {number}"}
    return technique(number, **fields, **fate)


def _other(number: int, version: int, *, bad: bool) -> dict[str, Any]:
    type_, letter = {0: ("malware", "S"), 1: ("intrusion-set", "G"), 2: ("course-of-action", "M")}[number % 3]
    return stix(type_, number, None if bad else f"{letter}{number:04d}", name=f"Version {version}")


def mobile(items: Items, bad: int | None) -> dict[str, bytes]:
    """It shares its software and groups with enterprise, newer by a day in version 2: one item, two claims."""
    others = [
        _other(n, version, bad=n == bad)
        | {"modified": "2026-05-13T00:00:00.000Z" if version == 2 else "2026-05-11T00:00:00.000Z"}
        for n, version in sorted(items.items())
    ]
    first = tactic(27, "initial-access")
    made = technique(398, "T1398", kill_chain_phases=phases("initial-access"), x_mitre_platforms=["Android"])
    objects = bundle_of(collection("19.0"), first, matrix(first, domain="mobile", number=2), made, *others)
    return {"m/mobile-attack/mobile-attack.json": json.dumps(objects).encode()}


MEMBERS: Mapping[str, Callable[[Items, int | None], dict[str, bytes]]] = {
    "attack-enterprise": enterprise,
    "attack-mobile": mobile,
    "sigma": sigma,
    "atomic": atomic,
    "d3fend": d3fend,
}
NUMBERS: Mapping[str, range] = {
    "attack-enterprise": range(1, 10),
    "attack-mobile": range(6, 10),
    "sigma": range(1, 6),
    "atomic": range(1, 6),
    "d3fend": range(1, 6),
}
"""The numbers that occur in each source."""

MAY_BE_BAD: Mapping[str, range] = {**NUMBERS, "attack-enterprise": range(8, 9)}
"""Numbers whose entry a test may spoil: what others say has no part in what these gave before."""

BY_FILE = ("sigma", "atomic")
"""Sources with a file an entry: a corrupt member loses one of them, and the others' whole read."""


def archive(source: str, items: Items, *, bad: int | None = None) -> bytes:
    """A small archive of a source. The item `bad` lacks what it needs."""
    return archive_of(MEMBERS[source](items, bad))


def key_of(source: str, number: int) -> str:
    """The upstream key of a rule, template or defence."""
    if source == "d3fend":
        return f"D3-X{number}"
    return f"{'2' if source == 'sigma' else '3'}2222222-2222-4222-8222-00000000000{number}"
