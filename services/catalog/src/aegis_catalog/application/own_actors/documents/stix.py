"""A STIX bundle (2.0 or 2.1) with threat actors and the techniques they use. Pure: from JSON as it was decoded to what
one of its actors is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aegis_catalog.application.own_actors.named import NamedUse
from aegis_contracts.ids import content_id
from aegis_kernel.errors import Fault, Invalid

OBJECTS_MOST = 20_000
NAME_LONGEST = 100
TEXT_LONGEST = 10_000
_ACTORS = ("intrusion-set", "threat-actor")
_ATTACK = frozenset({"mitre-attack", "mitre-mobile-attack", "mitre-ics-attack"})


@dataclass(frozen=True, slots=True)
class StixActor:
    """One actor of a bundle. `techniques` are named by their ATT&CK ids; those that carry none, by the id that ATT&CK's
    own would have here."""

    stix_id: str
    name: str
    description: str
    aliases: tuple[str, ...]
    techniques: tuple[NamedUse, ...]


def read_bundle(bundle: Mapping[str, Any], wanted: str | None) -> StixActor:
    """The bundle's only actor, or the one whose STIX id is `wanted`. What is revoked is left out. Raises `Invalid`:
    for what is no bundle, and with the ids and names of all actors when there are several and none was chosen."""
    objects = _objects(bundle)
    actors = {one["id"]: one for one in objects if one["type"] in _ACTORS and one.get("revoked") is not True}
    if wanted is not None and wanted not in actors:
        raise _wrong("/actor", f"The bundle has no such actor. {_choice(actors)}", "actor_not_found")
    if not actors:
        raise _wrong("/bundle/objects", "The bundle has no `intrusion-set` and no `threat-actor`.", "no_actor")
    if wanted is None and len(actors) > 1:
        raise _wrong("/actor", f"The bundle has several actors: choose one. {_choice(actors)}", "several_actors")
    chosen = actors[wanted] if wanted is not None else next(iter(actors.values()))
    return StixActor(
        chosen["id"],
        _text(chosen.get("name"))[:NAME_LONGEST],
        _text(chosen.get("description")),
        tuple(alias[:NAME_LONGEST] for alias in _texts(chosen.get("aliases")) if alias != _text(chosen.get("name"))),
        _techniques(chosen["id"], objects),
    )


def _objects(bundle: Mapping[str, Any]) -> list[dict[str, Any]]:
    objects = bundle.get("objects")
    if bundle.get("type") != "bundle" or not isinstance(objects, list):
        raise _wrong("/bundle", "That is no STIX bundle: it has the type `bundle` and a list of objects.", "invalid")
    if len(objects) > OBJECTS_MOST:
        raise _wrong("/bundle/objects", f"At most {OBJECTS_MOST} objects.", "too_many")
    for place, one in enumerate(objects):
        if not isinstance(one, dict) or not isinstance(one.get("type"), str) or not isinstance(one.get("id"), str):
            raise _wrong(f"/bundle/objects/{place}", "An object has a `type` and an `id`.", "invalid")
    return objects


def _techniques(actor: str, objects: Sequence[Mapping[str, Any]]) -> tuple[NamedUse, ...]:
    patterns = {one["id"]: one for one in objects if one["type"] == "attack-pattern"}
    found = []
    for one in objects:
        target = one.get("target_ref")
        uses = one["type"] == "relationship" and one.get("relationship_type") == "uses"
        if not uses or one.get("source_ref") != actor or one.get("revoked") is True or not isinstance(target, str):
            continue
        if target.startswith("attack-pattern--"):
            said = _text(one.get("description"))[:TEXT_LONGEST]
            found.append(NamedUse(_technique(target, patterns.get(target)), said))
    return tuple(found)


def _technique(stix_id: str, pattern: Mapping[str, Any] | None) -> str:
    references = pattern.get("external_references") if pattern else None
    for one in references if isinstance(references, list) else ():
        if isinstance(one, dict) and one.get("source_name") in _ATTACK and isinstance(one.get("external_id"), str):
            return str(one["external_id"]).strip().upper()[:100]
    return str(content_id("mitre-attack", "technique", stix_id))


def _choice(actors: Mapping[str, Mapping[str, Any]]) -> str:
    listed = [f"{id_} ({_text(one.get('name'))[:NAME_LONGEST]})" for id_, one in list(actors.items())[:20]]
    more = f" and {len(actors) - 20} more" if len(actors) > 20 else ""
    return f"There are: {', '.join(listed)}{more}." if listed else "There is none."


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _texts(value: Any) -> list[str]:
    return [text for one in value if (text := _text(one))] if isinstance(value, list) else []


def _wrong(pointer: str, detail: str, code: str) -> Invalid:
    return Invalid("bundle_invalid", detail, [Fault(pointer, detail, code)])
