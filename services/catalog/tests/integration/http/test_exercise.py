"""Templates, adversaries, detection rules and defences over HTTP."""

from typing import Any
from uuid import UUID

import pytest
from catalog_support.claims import facts, technique
from catalog_support.client import Client
from catalog_support.exercise import exercise_id, rule, template
from catalog_support.people import id_of

TEMPLATE = exercise_id("atomic", "template", "guid-1")
RULE = exercise_id("sigma", "rule", "sigma-1")
WHO = "1, $1, 'Lena', '2026-01-01Z'"


def names(items: list[dict[str, Any]]) -> list[Any]:
    return [item["name"] for item in items]


async def test_a_templates_row_has_what_every_content_item_has(reader: Client) -> None:
    [item] = await reader.items("/test-templates", q="mimi")
    for field in ("id", "state", "sources", "upstream", "upstream_key", "url", "withdrawn_at"):
        assert field in item
    assert (item["upstream"], item["upstream_key"], item["executor"]) == ("atomic", "guid-1", "powershell")
    assert [entry["attack_id"] for entry in item["techniques"]] == ["T1059.001"]  # type: ignore[attr-defined]  # JSON
    assert (item["rules"], item["last_used_at"], item["approval"]) == (0, None, "approved")


@pytest.mark.parametrize(
    "query, found",
    [
        ({}, ["Linux shell", "Log on", "Mimikatz", "Template ab-1/linux/sh"]),
        ({"source": "atomic"}, ["Linux shell", "Mimikatz"]),
        ({"source": ["atomic", "caldera"], "platform": "windows"}, ["Log on", "Mimikatz"]),
        ({"technique": "T1059"}, ["Linux shell"]),
        ({"technique": "T1059", "include_subtechniques": "true"}, ["Linux shell", "Mimikatz"]),
        ({"technique": ["T1059.001", "T1078"]}, ["Log on", "Mimikatz", "Template ab-1/linux/sh"]),
        ({"tactic": "initial-access"}, ["Log on", "Template ab-1/linux/sh"]),
        ({"tactic": "TA0002", "source": "atomic"}, ["Linux shell", "Mimikatz"]),
        ({"executor": "sh"}, ["Linux shell", "Template ab-1/linux/sh"]),
        ({"elevation": "true"}, ["Mimikatz"]),
        ({"elevation": "false", "source": "atomic"}, ["Linux shell"]),
        ({"approval": "draft"}, []),
        ({"has_rules": "true"}, []),
        ({"never_used": "false"}, []),
        ({"never_used": "true", "q": "MIMI"}, ["Mimikatz"]),
        ({"q": "ab-1/windows"}, ["Log on"]),
        ({"state": "withdrawn"}, []),
    ],
)
async def test_templates_are_filtered(reader: Client, query: dict[str, Any], found: list[str]) -> None:
    assert names(await reader.items("/test-templates", **query)) == found


async def test_a_templates_page_has_its_procedure(reader: Client) -> None:
    page = (await reader.get(f"/test-templates/{TEMPLATE}")).json()
    assert (page["command"], page["cleanup"], page["description"]) == ("powershell #{script}", "rm", "Runs *mimikatz*.")
    assert page["arguments"] == [{"name": "script", "description": "", "type": "string", "default": "x.ps1"}]
    assert page["dependencies"] == [{"description": "There", "check": "test", "get": "get"}]
    assert (page["technique_ids_named"], page["technique_ids_unresolved"]) == (["T1059.001", "T1086"], [])
    assert (page["version"], page["revision"], page["references"]) == (1, 1, ["https://example.test/t"])
    shell = exercise_id("atomic", "template", "guid-2")
    assert (await reader.get(f"/test-templates/{shell}")).json()["technique_ids_unresolved"] == ["T9999"]


async def test_templates_are_counted(reader: Client) -> None:
    stats = (await reader.get("/test-templates/stats")).json()
    assert stats == {
        "total": 4,
        "by_source": {"atomic": 2, "caldera": 2},
        "by_platform": {"Linux": 2, "Windows": 2, "macOS": 1},
        "by_tactic": {"execution": 4, "initial-access": 2},
        "by_executor": {"sh": 2, "powershell": 1, "psh": 1},
        "by_approval": {"approved": 4},
        "never_used": 4,
    }
    assert (await reader.get("/test-templates/stats", source="caldera")).json()["total"] == 2


@pytest.mark.parametrize(
    "query, found",
    [
        ({}, ["Elastic one", "Encoded command"]),
        ({"state": "all"}, ["Elastic one", "Encoded command", "Odd log on", "Retired"]),
        ({"state": "deprecated"}, ["Odd log on"]),
        ({"state": "withdrawn"}, ["Retired"]),
        ({"source": "elastic"}, ["Elastic one"]),
        ({"kind": "building_block"}, ["Elastic one"]),
        ({"severity": ["low", "critical"], "state": "all"}, ["Odd log on"]),
        ({"upstream_status": "test"}, ["Encoded command"]),
        ({"product": "windows", "category": "process_creation"}, ["Encoded command"]),
        ({"service": "sysmon"}, []),
        ({"technique": "T1059.001"}, ["Elastic one", "Encoded command"]),
        ({"technique": "T1059"}, ["Encoded command"]),
        ({"technique": "T1059", "include_subtechniques": "true"}, ["Elastic one", "Encoded command"]),
        ({"technique": "T1086"}, []),
        ({"deployment": "not_deployed", "q": "ENCODED"}, ["Encoded command"]),
        ({"deployment": "enabled"}, []),
        ({"tool": str(UUID(int=1))}, []),
        ({"q": "sigma-1"}, ["Encoded command"]),
        ({"sort": "-severity", "state": "all"}, ["Retired", "Elastic one", "Encoded command", "Odd log on"]),
    ],
)
async def test_rules_are_filtered(reader: Client, query: dict[str, Any], found: list[str]) -> None:
    listed = names(await reader.items("/detection-rules", **query))
    assert sorted(listed) == sorted(found) if "sort" in query else listed == found
    if "sort" in query:
        assert listed[-1] == "Odd log on"


async def test_a_rules_page_and_its_body(reader: Client) -> None:
    page = (await reader.get(f"/detection-rules/{RULE}")).json()
    assert page["body"] == "title: Encoded\n\tdetection: \u200d\n"
    assert (page["kind"], page["severity"], page["upstream_status"], page["language"]) == (
        "rule",
        "high",
        "test",
        "sigma",
    )
    assert page["log_source"]["category"] == "process_creation"
    assert (page["technique_ids_named"], page["false_positives"]) == (["T1059", "T1059.001"], ["Admins"])
    assert page["deployments"] == []
    body = await reader.get(f"/detection-rules/{RULE}/body")
    assert body.headers["content-type"] == "text/plain; charset=utf-8"
    assert body.content.decode() == page["body"]
    again = await reader("GET", f"/detection-rules/{RULE}/body", etag=body.headers["etag"])
    assert again.status_code == 304


async def test_rules_by_how_they_stand_in_which_tool(client: Client) -> None:
    edr, siem = UUID(int=1), UUID(int=2)
    for tool, status in ((edr, "enabled"), (siem, "disabled")):
        await client.catalog.rows(
            f"insert into rule_deployment values ($2, $3, $4, '2026-01-01Z', 'local', null, {WHO})",
            id_of("Lena"),
            RULE,
            tool,
            status,
        )

    async def found(**query: Any) -> list[str]:
        return names(await client.items("/detection-rules", **query))

    assert await found(deployment="enabled") == ["Encoded command"]
    assert await found(deployment="not_deployed") == ["Elastic one"]
    assert await found(tool=str(edr)) == ["Encoded command"]
    assert await found(tool=str(siem), deployment="enabled") == []
    assert await found(tool=str(siem), deployment=["enabled", "disabled"]) == ["Encoded command"]
    assert await found(tool=str(UUID(int=3)), deployment="not_deployed") == ["Elastic one", "Encoded command"]
    [item] = await client.items("/detection-rules", tool=str(edr))
    assert [(entry["status"], entry["local_id"]) for entry in item["deployments"]] == [  # type: ignore[attr-defined]  # JSON
        ("enabled", "local"),
        ("disabled", "local"),
    ]
    assert [item["attack_id"] for item in await client.items("/techniques", has_enabled_rule="true")] == [
        "T1059",
        "T1059.001",
    ]


async def test_a_confirmed_rule_shows_on_both_pages(client: Client) -> None:
    await client.catalog.rows(
        f"insert into rule_association values ($2, $3, 'confirmed', '', {WHO})", id_of("Lena"), RULE, TEMPLATE
    )
    [item] = await client.items("/test-templates", has_rules="true")
    assert (item["name"], item["rules"]) == ("Mimikatz", 1)
    page = (await client.get(f"/test-templates/{TEMPLATE}")).json()
    assert page["confirmed_rules"] == [
        {"id": str(RULE), "name": "Encoded command", "kind": "rule", "state": "active", "enabled": False}
    ]
    page = (await client.get(f"/detection-rules/{RULE}")).json()
    assert page["confirmed_templates"] == [{"id": str(TEMPLATE), "name": "Mimikatz", "upstream": "atomic"}]


@pytest.mark.parametrize(
    "query, found",
    [
        ({}, ["D3-PSA", "D3-SEA"]),
        ({"tactic": "detect"}, ["D3-PSA"]),
        ({"implementation": "none"}, ["D3-PSA", "D3-SEA"]),
        ({"implementation": "implemented"}, []),
        ({"technique": "T1078"}, ["D3-SEA"]),
        ({"technique": "T1059.001"}, ["D3-PSA"]),
    ],
)
async def test_defences_are_filtered(reader: Client, query: dict[str, Any], found: list[str]) -> None:
    assert [item["d3fend_id"] for item in await reader.items("/defences", **query)] == found


async def test_a_defences_page_and_what_it_counters(reader: Client) -> None:
    page = (await reader.get("/defences/d3-psa")).json()
    assert (page["name"], page["tactic"], page["description"]) == ("Process Analysis", "Detect", "Looks.")
    assert (page["counts"], page["implementation"], page["since"]) == ({"techniques": 2}, "none", None)
    countered = await reader.items("/defences/D3-PSA/techniques")
    assert [item["attack_id"] for item in countered] == ["T1059", "T1059.001"]
    assert (await reader.get("/defences/D3-SEA")).json()["technique_ids_unresolved"] == ["T9999"]


async def test_an_adversarys_steps_in_order_with_their_templates(reader: Client) -> None:
    [item] = await reader.items("/adversaries")
    assert (item["name"], item["counts"]) == ("Thief", {"steps": 2, "steps_unresolved": 1})
    page = (await reader.get(f"/adversaries/{item['id']}")).json()
    assert [(step["place"], step["ability"], len(step["templates"])) for step in page["steps"]] == [
        (0, "ab-1", 2),
        (1, "ab-404", 0),
    ]
    assert page["steps"][0]["templates"][0]["techniques"][0]["attack_id"] == "T1078"
    assert names(await reader.items("/adversaries", technique="T1078")) == ["Thief"]
    assert names(await reader.items("/adversaries", technique="T1059")) == []


@pytest.mark.parametrize("path", ["/test-templates", "/detection-rules", "/defences", "/adversaries"])
async def test_domains_are_those_of_the_techniques_that_are_named(reader: Client, path: str) -> None:
    assert await reader.items(path, domain="enterprise") == await reader.items(path)
    assert await reader.items(path, domain="mobile") == []


async def test_a_techniques_links_are_those_that_name_it(reader: Client) -> None:
    assert names(await reader.items("/techniques/T1059/templates")) == ["Linux shell"]
    assert names(await reader.items("/techniques/T1059.001/templates")) == ["Mimikatz"]
    assert names(await reader.items("/techniques/T1059.001/rules")) == ["Elastic one", "Encoded command"]
    assert names(await reader.items("/techniques/T1078/rules", state="all")) == ["Odd log on", "Retired"]
    assert names(await reader.items("/techniques/T1059/defences")) == ["Process Analysis"]
    assert await reader.items("/techniques/T1398/rules") == []


async def test_the_list_of_techniques_counts_what_is_linked(reader: Client) -> None:
    items = {item["attack_id"]: item["counts"] for item in await reader.items("/techniques")}
    assert items["T1059.001"] == {"templates": 1, "rules": 2, "defences": 1, "actors": 1}
    assert items["T1398"] == {"templates": 0, "rules": 0, "defences": 0, "actors": 0}
    page = (await reader.get("/techniques/T1059.001")).json()
    assert page["counts"] == items["T1059.001"]
    with_template = await reader.items("/techniques", has_template="true")
    assert [item["attack_id"] for item in with_template] == ["T1059", "T1059.001", "T1078"]
    without = await reader.items("/techniques", has_template="false")
    assert [item["attack_id"] for item in without] == ["T1398"]
    assert await reader.items("/techniques", has_enabled_rule="true") == []


async def test_histories_are_read(reader: Client) -> None:
    adversary = exercise_id("caldera", "adversary", "adv-1")
    for path, type_ in (
        (f"/test-templates/{TEMPLATE}", "TemplatePublished"),
        (f"/detection-rules/{RULE}", "RulePublished"),
        ("/defences/D3-PSA", "DefencePublished"),
        (f"/adversaries/{adversary}", "AdversaryPublished"),
    ):
        [*_, entry] = await reader.items(f"{path}/history")
        assert entry["type"] == type_


@pytest.mark.parametrize(
    "path",
    [
        "/test-templates/x", "/test-templates/x/history", "/adversaries/x", "/adversaries/x/history",
        "/detection-rules/x", "/detection-rules/x/history", f"/detection-rules/{UUID(int=1)}/body",
        "/defences/x", "/defences/x/techniques", "/defences/x/history",
        "/techniques/T9999/templates", "/techniques/T9999/rules", "/techniques/T9999/defences",
    ],
)  # fmt: skip
async def test_what_is_not_there_is_not_found(reader: Client, path: str) -> None:
    answer = await reader.get(path)
    assert answer.status_code == 404
    assert answer.json()["code"].endswith("_not_found")


@pytest.mark.parametrize(
    "path",
    [
        "/test-templates?approval=perhaps", "/detection-rules?deployment=maybe", "/detection-rules?tool=x",
        "/defences?implementation=half", "/test-templates?sort=command", "/test-templates?elevation=perhaps",
        "/detection-rules?body=x",
    ],
)  # fmt: skip
async def test_what_cannot_be_asked_is_refused_by_name(reader: Client, path: str) -> None:
    answer = await reader.get(path)
    assert answer.status_code in {400, 422}
    assert answer.json()["errors"], answer.text


async def test_last_use_sorts_and_shows(client: Client) -> None:
    await client.catalog.rows("insert into template_standing values ($1, '2026-11-01Z')", TEMPLATE)
    listed = await client.items("/test-templates", sort="-last_used_at", limit=1)
    assert (names(listed), listed[0]["last_used_at"]) == (["Mimikatz"], "2026-11-01T00:00:00Z")
    assert names(await client.items("/test-templates", never_used="false")) == ["Mimikatz"]


async def test_a_list_is_paged_and_counted(client: Client) -> None:
    await client.catalog.hear(
        facts(*(rule(f"p-{number}", "T1", name=f"Page {number % 3}") for number in range(7)), technique("T1")),
        facts(*(template(f"p-{number}", "T1", name="Page") for number in range(3))),
    )
    seen: list[Any] = []
    cursor: dict[str, Any] = {}
    while True:
        answer = (await client.get("/detection-rules", q="Page", limit=3, count="true", **cursor)).json()
        assert answer["total"] == 7
        seen += [item["upstream_key"] for item in answer["items"]]
        if answer["next_cursor"] is None:
            break
        cursor = {"cursor": answer["next_cursor"]}
    assert len(seen) == len(set(seen)) == 7
