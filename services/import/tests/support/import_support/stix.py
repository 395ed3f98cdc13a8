"""Small STIX bundles, as ATT&CK lays them out."""

from typing import Any

IDS = {"enterprise": "enterprise-attack", "mobile": "mobile-attack", "ics": "ics-attack"}
MODIFIED = "2026-05-12T15:12:00.617Z"


def stix(type_: str, number: int, attack_id: str | None = None, **fields: Any) -> dict[str, Any]:
    """An object of a type. `number` makes its id."""
    made: dict[str, Any] = {
        "type": type_,
        "id": id_of(type_, number),
        "created": "2020-01-14T17:18:32.126Z",
        "modified": MODIFIED,
        "name": f"{type_} {number}",
    }
    if attack_id is not None:
        made["external_references"] = [
            {"source_name": "mitre-attack", "external_id": attack_id, "url": f"https://attack.mitre.org/{attack_id}"}
        ]
    return made | fields


def id_of(type_: str, number: int) -> str:
    return f"{type_}--00000000-0000-4000-8000-{number:012d}"


def technique(number: int, attack_id: str | None = None, **fields: Any) -> dict[str, Any]:
    return stix("attack-pattern", number, attack_id or f"T{1000 + number}", **fields)


def link(number: int, type_: str, source: dict[str, Any], target: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A relationship."""
    made = stix("relationship", number, None, **fields)
    del made["name"]
    return made | {"relationship_type": type_, "source_ref": source["id"], "target_ref": target["id"]}


def tactic(number: int, shortname: str, **fields: Any) -> dict[str, Any]:
    return stix("x-mitre-tactic", number, f"TA{number:04d}", x_mitre_shortname=shortname, **fields)


def matrix(*tactics: dict[str, Any], domain: str = "enterprise", number: int = 1, **fields: Any) -> dict[str, Any]:
    return stix("x-mitre-matrix", number, IDS[domain], tactic_refs=[one["id"] for one in tactics], **fields)


def collection(version: str) -> dict[str, Any]:
    return stix("x-mitre-collection", 1, x_mitre_version=version)


def bundle(*objects: dict[str, Any]) -> dict[str, Any]:
    return {"type": "bundle", "id": "bundle--1", "objects": list(objects)}


def phases(*shortnames: str) -> list[dict[str, str]]:
    return [{"kill_chain_name": "mitre-attack", "phase_name": shortname} for shortname in shortnames]


def small(*more: dict[str, Any], version: str = "19.1", domain: str = "enterprise") -> dict[str, Any]:
    """A bundle that an import takes: a matrix with one tactic, and `more`."""
    execution = tactic(2, "execution")
    return bundle(collection(version), execution, matrix(execution, domain=domain), *more)
