"""Which rules should see what a template does; and what we have done about defences."""

from typing import Any

from catalog_support.claims import facts
from catalog_support.client import Client
from catalog_support.exercise import defence, exercise_id, rule, template

from aegis_contracts.imported.rules import RuleLogSource
from aegis_kernel.rights import Role

TEMPLATE = exercise_id("atomic", "template", "guid-1")
SIGMA = exercise_id("sigma", "rule", "sigma-1")
ELASTIC = exercise_id("elastic", "rule", "elastic-1")
OF_TEMPLATE = f"/test-templates/{TEMPLATE}/candidates"


def told(items: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(one["name"], one["verdict"], one["enabled"], one["expected"]) for one in items]


async def test_candidates_share_a_technique_and_a_platform(client: Client) -> None:
    linux = RuleLogSource(product="linux")
    await client.catalog.hear(facts(rule("linux-1", "T1059.001", name="Linux rule", log_source=linux)))
    items = await client.items(OF_TEMPLATE)
    assert told(items) == [
        ("Elastic one", "candidate", False, False),
        ("Encoded command", "candidate", False, False),
    ]
    assert items[1]["platforms"] == ["Windows"]
    assert [one["attack_id"] for one in items[1]["techniques"]] == ["T1059.001"]  # type: ignore[attr-defined]  # JSON
    below = await client.items(f"/detection-rules/{SIGMA}/candidates")
    assert [one["name"] for one in below] == ["Mimikatz"]
    assert (await client.get("/test-templates/01900000-0000-7000-8000-000000000000/candidates")).status_code == 404


async def test_what_people_decide_stays_and_is_told(client: Client) -> None:
    blue = client.as_(Role.BLUE_TECH)
    await client.catalog.events()
    confirm = await blue("POST", f"{OF_TEMPLATE}/confirm", {"ids": [str(SIGMA)], "reason": "Seen."})
    assert confirm.status_code == 204, confirm.text
    [(_, type_, _, said)] = await client.catalog.events("catalog.templates")
    assert (type_, said["state"]["rule_ids"]) == ("aegis.catalog.template.revised.v1", [str(SIGMA)])
    await blue("POST", f"/detection-rules/{ELASTIC}/candidates/dismiss", {"ids": [str(TEMPLATE)]})
    await client.catalog.hear(facts(template("guid-1", "T1059.001", name="Mimikatz", claim={"run": "exercise 2"})))
    assert told(await client.items(OF_TEMPLATE)) == [
        ("Elastic one", "dismissed", False, False),
        ("Encoded command", "confirmed", False, True),
    ]
    assert [one["name"] for one in await client.items(OF_TEMPLATE, expected="true")] == ["Encoded command"]
    assert [one["name"] for one in await client.items("/test-templates", has_rules="true")] == ["Mimikatz"]
    await blue("POST", f"{OF_TEMPLATE}/undo", {"ids": [str(SIGMA), str(ELASTIC)]})
    assert {one["verdict"] for one in await client.items(OF_TEMPLATE)} == {"candidate"}
    missing = await blue("POST", f"{OF_TEMPLATE}/confirm", {"ids": [str(TEMPLATE)]})
    assert (missing.status_code, missing.json()["errors"][0]["pointer"]) == (422, "/ids/0")


async def test_an_enabled_candidate_is_expected_unless_it_was_dismissed(client: Client) -> None:
    blue = client.as_(Role.BLUE_LEAD)
    edr = (await blue("POST", "/tools", {"name": "EDR", "type": "edr"})).json()["id"]
    for one in (SIGMA, ELASTIC):
        await blue("PUT", f"/detection-rules/{one}/deployments/{edr}", {"status": "enabled"})
    await blue("POST", f"{OF_TEMPLATE}/dismiss", {"ids": [str(ELASTIC)]})
    assert told(await client.items(OF_TEMPLATE)) == [
        ("Elastic one", "dismissed", True, False),
        ("Encoded command", "candidate", True, True),
    ]


async def test_a_defence_is_implemented_and_what_is_not_comes_first(client: Client) -> None:
    lead = client.as_(Role.BLUE_LEAD)
    edr = (await lead("POST", "/tools", {"name": "EDR", "type": "edr"})).json()["id"]
    await client.catalog.events()
    path = "/defences/D3-PSA/implementation"
    body = {"implementation": "implemented", "tool": edr, "owner": "Tom", "since": "2026-01-01T00:00:00Z"}
    page = (await lead("PUT", path, body)).json()
    assert (page["implementation"], page["tool_id"], page["owner"]) == ("implemented", edr, "Tom")
    [(_, type_, _, said)] = await client.catalog.events("catalog.defences")
    assert type_ == "aegis.catalog.defence.implementation-changed.v1"
    assert said["state"]["implementation"] == "implemented"
    await lead("PUT", path, body)
    assert await client.catalog.events("catalog.defences") == []
    assert (await lead("PUT", path, {"implementation": "none", "tool": edr})).status_code == 422
    items = [{"defence": "D3-PSA", "implementation": "planned"}, {"defence": "D3-NO", "implementation": "none"}]
    results = (await lead("POST", "/defences/implementation/bulk", {"items": items})).json()["results"]
    assert [one["status"] for one in results] == [200, 404]
    periods = (await client.get(path)).json()["items"]
    assert [(one["version"], one["implementation"], one["until"] is None) for one in periods] == [
        (2, "planned", True),
        (1, "implemented", False),
    ]
    await client.catalog.hear(facts(defence("D3-ZZZ", "T1059", name="Undone")))
    found = await client.items("/techniques/T1059/defences")
    assert [one["attack_id"] for one in found] == ["D3-ZZZ", "D3-PSA"]
    assert (await client.get("/defences/D3-NO/implementation")).status_code == 404
