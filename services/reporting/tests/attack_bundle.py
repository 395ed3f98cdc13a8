"""ATT&CK enterprise 19.1 as facts, read from the archive as simply as can be: what the catalogue publishes of it."""

import os
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from reporting_facts import NOW, fact, named

from aegis_contracts.catalog_actors import CATALOG_ACTORS, ActorState, ActorUse
from aegis_contracts.catalog_matrices import CATALOG_MATRICES, MatrixState, MatrixTactic
from aegis_contracts.catalog_techniques import CATALOG_TECHNIQUES, TechniqueState, TechniqueTactic
from aegis_kernel.facts import Fact

DATA = Path(os.environ.get("AEGIS_TEST_DATA", Path(__file__).resolve().parents[4] / "shared" / "data"))
ARCHIVE = DATA / "attack-stix-data-enterprise-attack-19.1.zip"

needs_bundle = pytest.mark.skipif(
    not ARCHIVE.exists(), reason=f"the upstream archive {ARCHIVE} is not here: set AEGIS_TEST_DATA"
)


@cache
def enterprise() -> tuple[Fact[Any], ...]:
    """Facts of the matrix, of every technique in whatever state, and of active groups with their direct uses."""
    with zipfile.ZipFile(ARCHIVE) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".json")]
        objects = msgspec.json.decode(archive.read(name))["objects"]
    by_id = {one["id"]: one for one in objects}
    (grid,) = [one for one in objects if one["type"] == "x-mitre-matrix"]
    tactics = [by_id[ref] for ref in grid["tactic_refs"]]
    tactic_ids = {one["x_mitre_shortname"]: named(_key(one)) for one in tactics}
    patterns = [one for one in objects if one["type"] == "attack-pattern"]
    known = {one["id"] for one in patterns if _state(one) == "active"}
    uses: dict[str, set[str]] = {}
    for one in objects:
        if one["type"] != "relationship" or one["relationship_type"] != "uses" or one.get("revoked"):
            continue
        if one["source_ref"].startswith("intrusion-set") and one["target_ref"] in known:
            uses.setdefault(one["source_ref"], set()).add(one["target_ref"])
    groups = [one for one in objects if one["type"] == "intrusion-set" and _state(one) == "active"]
    state = MatrixState(
        domain="enterprise",
        release="19.1",
        tactics=tuple(
            MatrixTactic(
                id=tactic_ids[one["x_mitre_shortname"]],
                attack_id=_key(one),
                shortname=one["x_mitre_shortname"],
                name=one["name"],
            )
            for one in tactics
        ),
    )
    return (
        fact(CATALOG_MATRICES, "enterprise", 1, "MatrixRevised", state),
        *(_technique(one, tactic_ids) for one in patterns),
        *(_group(one, {named(_key(by_id[ref])) for ref in uses.get(one["id"], ())}) for one in groups),
    )


def _technique(one: dict[str, Any], tactic_ids: dict[str, Any]) -> Fact[TechniqueState]:
    key = _key(one)
    phases = {phase["phase_name"] for phase in one.get("kill_chain_phases", ())}
    told = TechniqueState(
        id=named(key),
        attack_id=key,
        name=one["name"],
        state=_state(one),
        domains=("enterprise",),
        tactics=tuple(
            TechniqueTactic(domain="enterprise", tactic_id=tactic_ids[name])
            for name in sorted(phases & tactic_ids.keys())
        ),
        platforms=tuple(one.get("x_mitre_platforms", ())),
        is_subtechnique="." in key,
        parent_id=named(key.split(".", maxsplit=1)[0]) if "." in key else None,
        release="19.1",
    )
    return fact(CATALOG_TECHNIQUES, str(told.id), 1, "TechniquePublished", told, at=NOW)


def _group(one: dict[str, Any], technique_ids: set[Any]) -> Fact[ActorState]:
    told = ActorState(
        id=named(_key(one)),
        attack_id=_key(one),
        name=one["name"],
        state="active",
        uses=tuple(ActorUse(technique_id=id_) for id_ in sorted(technique_ids)),
    )
    return fact(CATALOG_ACTORS, str(told.id), 1, "ThreatActorPublished", told)


def _key(one: dict[str, Any]) -> str:
    found: str = next(
        ref["external_id"] for ref in one["external_references"] if ref["source_name"].startswith("mitre")
    )
    return found


def _state(one: dict[str, Any]) -> str:
    if one.get("revoked"):
        return "revoked"
    return "deprecated" if one.get("x_mitre_deprecated") else "active"
