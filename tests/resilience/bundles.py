"""A small ATT&CK bundle whose names say which round it belongs to."""

import json
from typing import Any

MODIFIED = "2026-05-12T15:12:00.617Z"


def _object(type_: str, number: int, attack_id: str | None, name: str, **fields: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": type_,
        "id": f"{type_}--00000000-0000-4000-8000-{number:012d}",
        "spec_version": "2.1",
        "created": "2020-01-14T17:18:32.126Z",
        "modified": MODIFIED,
        "name": name,
    }
    if attack_id is not None:
        made["external_references"] = [
            {"source_name": "mitre-attack", "external_id": attack_id, "url": f"https://attack.mitre.org/{attack_id}"}
        ]
    return made | fields


def attack_id(number: int) -> str:
    """Of the technique with this number."""
    return f"T{1000 + number}"


def bundle(round_: int, techniques: int) -> bytes:
    """`techniques` techniques of one tactic, all named after the round."""
    tactic = _object("x-mitre-tactic", 2, "TA0002", "Execution", x_mitre_shortname="execution")
    phases = [{"kill_chain_name": "mitre-attack", "phase_name": "execution"}]
    return json.dumps(
        {
            "type": "bundle",
            "id": "bundle--00000000-0000-4000-8000-000000000001",
            "objects": [
                _object("x-mitre-collection", 1, None, "Enterprise ATT&CK", x_mitre_version="19.1"),
                tactic,
                _object("x-mitre-matrix", 1, "enterprise-attack", "Enterprise", tactic_refs=[tactic["id"]]),
                *(
                    _object(
                        "attack-pattern",
                        number,
                        attack_id(number),
                        f"Technique {number} of round {round_}",
                        kill_chain_phases=phases,
                        x_mitre_platforms=["Windows"],
                    )
                    for number in range(techniques)
                ),
            ],
        }
    ).encode()
