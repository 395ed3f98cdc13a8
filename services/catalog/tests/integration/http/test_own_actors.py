"""Threat actors of our own over HTTP: by hand, cloned, from a layer, from STIX."""

from typing import Any

from catalog_support.claims import technique_id
from catalog_support.client import Client
from catalog_support.service import CatalogForTests

from aegis_kernel.rights import Role


async def told(catalog: CatalogForTests, topic: str) -> list[tuple[str, int, Any]]:
    return [(type_, version, data) for _, type_, version, data in await catalog.events(topic)]


async def test_an_actor_of_our_own_is_made_edited_and_retired(client: Client, catalog: CatalogForTests) -> None:
    lead = client.as_(Role.BLUE_LEAD)
    await catalog.events()
    body = {
        "name": "Red Panda", "label": "own-1", "aliases": ["RP"], "country": "de", "motivation": ["Money"],
        "techniques": [{"technique": "T1059", "description": "Often."}, {"technique": "T1086"}], "software": ["S0001"],
    }  # fmt: skip
    made = await lead("POST", "/threat-actors", body)
    assert made.status_code == 201, made.text
    assert (made.json()["attack_id"], made.json()["upstream"], made.json()["domains"]) == (
        "OWN-1", "own", ["enterprise"],
    )  # fmt: skip
    [(type_, version, data)] = await told(catalog, "catalog.actors")
    assert (type_, version, data["state"]["own"]) == ("aegis.catalog.actor.published.v1", 1, True)
    assert {use["technique_id"] for use in data["state"]["uses"]} == {
        str(technique_id("T1059")), str(technique_id("T1059.001")),
    }  # fmt: skip
    assert data["state"]["profiles"] == [
        {"source": "own", "name": "Red Panda", "country": "DE", "motivation": ["Money"]}
    ]
    found = await client.items("/threat-actors/own-1/techniques")
    assert [use["attack_id"] for use in found] == ["T1059", "T1059.001"]
    assert found[0]["uses"][0]["description"] == "Often."  # type: ignore[index]  # JSON
    assert "Red Panda" in {one["name"] for one in await client.items("/threat-actors", technique="T1059")}
    assert (await lead("POST", "/threat-actors", {"name": "x", "label": "OWN-1"})).json()["code"] == "label_taken"
    for wrong in ({"label": "G0016"}, {"country": "X1"}, {"techniques": [{"technique": "T9"}]}):
        assert (await lead("POST", "/threat-actors", {"name": "x"} | wrong)).status_code == 422
    path = made.headers["Location"].removeprefix("/api/v1")
    edited = await lead("PATCH", path, {"techniques": [{"technique": "T1059"}]}, etag=made.headers["ETag"])
    assert (edited.json()["version"], edited.json()["counts"]["direct"]) == (2, 1), edited.text
    [use] = await client.items(f"{path}/techniques")
    assert use["uses"][0]["description"] == "Often."  # type: ignore[index]  # JSON
    gone = await lead("POST", f"{path}/retire", {"reason": "Dissolved."}, etag=edited.headers["ETag"])
    assert gone.json()["state"] == "withdrawn"
    assert "Red Panda" not in {one["name"] for one in await client.items("/threat-actors")}
    assert (await lead("PATCH", path, {"name": "x"}, etag=gone.headers["ETag"])).json()["code"] == "actor_retired"
    back = await lead("POST", f"{path}/reinstate", {"reason": "Again."}, etag=gone.headers["ETag"])
    assert back.json()["state"] == "active"


async def test_a_clone_has_all_that_the_other_has(client: Client) -> None:
    lead = client.as_(Role.RED_LEAD)
    made = await lead("POST", "/threat-actors/G0016/clone", {})
    assert made.status_code == 201, made.text
    assert (made.json()["name"], made.json()["attack_id"], made.json()["aliases"]) == (
        "APT29 (own)", None, ["Cozy Bear"],
    )  # fmt: skip
    path = made.headers["Location"].removeprefix("/api/v1")
    uses = {use["attack_id"]: use for use in await client.items(f"{path}/techniques")}
    assert set(uses) == {"T1059", "T1059.001"}
    assert uses["T1059"]["uses"][0]["citations"][0]["source_name"] == "Report"  # type: ignore[index]  # JSON
    assert [one["attack_id"] for one in made.json()["software"]] == ["S0001"]


async def test_an_actor_from_a_layer_names_what_nobody_knows(client: Client) -> None:
    lead = client.as_(Role.RED_LEAD)
    layer = {
        "name": "Our threat", "versions": {"layer": "4.5", "attack": "16"}, "domain": "enterprise-attack",
        "techniques": [
            {"techniqueID": "T1059", "score": 1, "comment": "Seen."},
            {"techniqueID": "T1086", "color": "#ff0000"},
            {"techniqueID": "T1078", "enabled": False, "score": 1},
            {"techniqueID": "T1566", "score": 3},
            {"techniqueID": "T1064", "showSubtechniques": True},
        ],
    }  # fmt: skip
    made = await lead("POST", "/threat-actors/from-layer", {"layer": layer})
    assert made.status_code == 201, made.text
    assert made.json()["unknown_techniques"] == ["T1566"]
    assert made.json()["followed_techniques"] == [{"named": "T1086", "technique_id": str(technique_id("T1059.001"))}]
    assert made.json()["actor"]["name"] == "Our threat"
    path = made.headers["Location"].removeprefix("/api/v1")
    assert [use["attack_id"] for use in await client.items(f"{path}/techniques")] == ["T1059", "T1059.001"]
    old = await lead("POST", "/threat-actors/from-layer", {"layer": layer | {"versions": {"layer": "3.0"}}})
    assert (old.status_code, old.json()["errors"][0]["code"]) == (422, "unknown_version")
    assert "4.0 to 4.5" in old.json()["detail"]


def bundle(*names: str) -> dict[str, Any]:
    pattern = {
        "type": "attack-pattern", "id": "attack-pattern--1", "name": "x",
        "external_references": [{"source_name": "mitre-attack", "external_id": "T1059"}],
    }  # fmt: skip
    actors = [{"type": "intrusion-set", "id": f"intrusion-set--{name}", "name": name, "aliases": [name, "Alias"]}
              for name in names]  # fmt: skip
    uses = [
        {"type": "relationship", "id": f"relationship--{name}{place}", "relationship_type": "uses",
         "source_ref": f"intrusion-set--{name}", "target_ref": target, "description": "So."}
        for name in names for place, target in enumerate(("attack-pattern--1", "attack-pattern--gone"))
    ]  # fmt: skip
    return {"type": "bundle", "id": "bundle--1", "objects": [pattern, *actors, *uses]}


async def test_an_actor_from_a_stix_bundle(client: Client) -> None:
    lead = client.as_(Role.RED_LEAD)
    made = await lead("POST", "/threat-actors/from-stix", {"bundle": bundle("One")})
    assert made.status_code == 201, made.text
    assert (made.json()["actor"]["name"], made.json()["actor"]["aliases"]) == ("One", ["Alias"])
    assert len(made.json()["unknown_techniques"]) == 1
    path = made.headers["Location"].removeprefix("/api/v1")
    assert [use["attack_id"] for use in await client.items(f"{path}/techniques")] == ["T1059"]
    several = await lead("POST", "/threat-actors/from-stix", {"bundle": bundle("One", "Two")})
    assert (several.status_code, several.json()["errors"][0]["code"]) == (422, "several_actors")
    assert "intrusion-set--Two (Two)" in several.json()["detail"]
    chosen = await lead(
        "POST", "/threat-actors/from-stix", {"bundle": bundle("One", "Two"), "actor": "intrusion-set--Two"}
    )
    assert chosen.json()["actor"]["name"] == "Two"
    for wrong, pointer in (({}, "/bundle"), ({"type": "bundle", "objects": [1]}, "/bundle/objects/0")):
        refused = await lead("POST", "/threat-actors/from-stix", {"bundle": wrong})
        assert refused.json()["errors"][0]["pointer"] == pointer
