"""Where rules are deployed: by hand, in bulk, from a tool's own list; and what follows at once."""

from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from catalog_support.claims import facts
from catalog_support.client import Client
from catalog_support.exercise import exercise_id, rule

from aegis_kernel.rights import Role

RULE = exercise_id("sigma", "rule", "sigma-1")
ELASTIC = exercise_id("elastic", "rule", "elastic-1")
SYNC = "/detection-rules/deployments/sync"


@pytest.fixture
async def blue(client: Client) -> Client:
    return client.as_(Role.BLUE_LEAD)


async def tool(client: Client, name: str = "EDR") -> str:
    answer = await client("POST", "/tools", {"name": name, "type": "edr"})
    assert answer.status_code == 201, answer.text
    found: str = answer.json()["id"]
    return found


async def put(client: Client, rule_id: Any, tool_id: str, status: str = "enabled", **more: Any) -> Any:
    answer = await client("PUT", f"/detection-rules/{rule_id}/deployments/{tool_id}", {"status": status, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def sync(client: Client, tool_id: str, rows: list[dict[str, str]], **query: object) -> dict[str, Any]:
    answer = await client("POST", SYNC, rows, tool=tool_id, **query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def counts(answer: dict[str, Any]) -> tuple[int, ...]:
    return tuple(answer[name] for name in ("new", "changed", "unchanged", "disabled", "unknown"))


async def test_a_rule_is_deployed_and_techniques_follow_at_once(client: Client, blue: Client) -> None:
    edr = await tool(blue)
    assert await client.items("/techniques", has_enabled_rule="true") == []
    await client.catalog.events()
    page = await put(blue, RULE, edr, local_id=" 4711 ", owner="Tom")
    [deployment] = page["deployments"]
    assert (deployment["status"], deployment["local_id"], deployment["owner"], deployment["version"]) == (
        "enabled",
        "4711",
        "Tom",
        1,
    )
    found = await client.items("/techniques", has_enabled_rule="true")
    assert [one["attack_id"] for one in found] == ["T1059", "T1059.001"]
    [(_, type_, _, said)] = await client.catalog.events("catalog.rules")
    assert type_ == "aegis.catalog.rule.deployed.v1"
    assert said["state"]["deployments"][0]["tool_id"] == edr
    assert [one["name"] for one in await client.items("/detection-rules", deployment="enabled", tool=edr)] == [
        "Encoded command"
    ]


async def test_the_same_again_changes_nothing_and_a_version_that_has_gone_on_is_refused(blue: Client) -> None:
    edr = await tool(blue)
    await put(blue, RULE, edr)
    await blue.catalog.events()
    assert (await put(blue, RULE, edr))["deployments"][0]["version"] == 1
    assert await blue.catalog.events("catalog.rules") == []
    path = f"/detection-rules/{RULE}/deployments/{edr}"
    assert (await blue("PUT", path, {"status": "disabled"}, etag='"9"')).status_code == 412
    assert (await blue("PUT", path, {"status": "disabled"}, etag='"1"')).status_code == 200


async def test_periods_are_kept_and_a_deployment_that_was_taken_away_counts_on(blue: Client) -> None:
    edr = await tool(blue)
    await put(blue, RULE, edr, since="2026-01-01T00:00:00Z")
    await put(blue, RULE, edr, "testing", since="2026-01-05T00:00:00Z")
    path = f"/detection-rules/{RULE}/deployments"
    assert (await blue("DELETE", f"{path}/{edr}")).status_code == 204
    assert (await blue("DELETE", f"{path}/{edr}")).status_code == 404
    await put(blue, RULE, edr)
    periods = (await blue.get(path)).json()["items"]
    told = sorted((one["version"], one["status"], one["until"] is None) for one in periods)
    assert told == [(1, "enabled", False), (2, "testing", False), (3, "enabled", True)]
    [first] = [one for one in periods if one["version"] == 1]
    assert (first["since"], first["until"]) == ("2026-01-01T00:00:00Z", "2026-01-05T00:00:00Z")


async def test_many_are_deployed_with_a_result_each(blue: Client) -> None:
    edr = await tool(blue)
    items = [
        {"rule": str(RULE), "tool": edr, "status": "enabled"},
        {"rule": str(uuid4()), "tool": edr, "status": "enabled"},
        {"rule": str(ELASTIC), "tool": str(uuid4()), "status": "enabled"},
        {"rule": str(RULE), "tool": edr, "status": "disabled"},
        {"rule": str(ELASTIC), "tool": edr, "status": "enabled", "since": "2999-01-01T00:00:00Z"},
    ]
    path = "/detection-rules/deployments/bulk"
    refused = await blue("POST", path, {"items": items}, atomic="true")
    assert refused.status_code == 422
    assert len(await blue.items("/detection-rules", deployment="enabled")) == 0
    results = (await blue("POST", path, {"items": items})).json()["results"]
    assert [one["status"] for one in results] == [200, 404, 422, 422, 422]
    assert len(await blue.items("/detection-rules", deployment="enabled")) == 1


async def test_a_tools_list_is_followed_and_the_same_again_changes_nothing(blue: Client) -> None:
    edr = await tool(blue)
    rows = [
        {"rule": str(RULE), "local_id": "r-1"},
        {"key": "elastic-1", "local_id": "r-2", "status": "testing"},
        {"title": "No such rule"},
        {"rule": str(RULE)},
    ]
    dry = await sync(blue, edr, rows, dry_run="true")
    assert counts(dry) == (2, 0, 0, 0, 2)
    assert await blue.items("/detection-rules", tool=edr) == []
    assert counts(await sync(blue, edr, rows)) == (2, 0, 0, 0, 2)
    await blue.catalog.events()
    again = await sync(blue, edr, rows)
    assert counts(again) == (0, 0, 2, 0, 2)
    assert again["unknown_rows"] == [
        {"line": 3, "named": "No such rule", "why": "unknown"},
        {"line": 4, "named": str(RULE), "why": "repeated"},
    ]
    assert await blue.catalog.events("catalog.rules") == []
    assert counts(await sync(blue, edr, [{"local_id": "r-2", "status": "enabled"}])) == (0, 1, 0, 0, 0)


async def test_only_a_complete_list_disables_what_is_not_on_it(blue: Client) -> None:
    edr, other = await tool(blue), await tool(blue, "SIEM")
    await put(blue, RULE, other)
    await sync(blue, edr, [{"rule": str(RULE)}, {"rule": str(ELASTIC)}])
    assert counts(await sync(blue, edr, [{"rule": str(RULE)}])) == (0, 0, 1, 0, 0)
    assert counts(await sync(blue, edr, [{"rule": str(RULE)}], complete="true")) == (0, 0, 1, 1, 0)
    assert counts(await sync(blue, edr, [{"rule": str(RULE)}], complete="true")) == (0, 0, 1, 0, 0)
    disabled = await blue.items("/detection-rules", deployment="disabled", tool=edr)
    assert [one["name"] for one in disabled] == ["Elastic one"]
    assert len(await blue.items("/detection-rules", deployment="enabled", tool=other)) == 1


async def test_a_title_that_two_rules_have_means_neither_and_disables_neither(client: Client, blue: Client) -> None:
    await client.catalog.hear(facts(rule("sigma-9", "T1059", name="Encoded command")))
    edr = await tool(blue)
    await put(blue, RULE, edr)
    answer = await sync(blue, edr, [{"title": "Encoded command"}], complete="true")
    assert counts(answer) == (0, 0, 0, 0, 1)
    assert answer["unknown_rows"][0]["why"] == "ambiguous"


async def test_csv_comes_in_with_its_lines_and_bad_ones_refuse_all(blue: Client) -> None:
    edr = await tool(blue)

    async def send(text: str) -> Any:
        return await blue.send("POST", SYNC, text.encode(), "text/csv", tool=edr)

    answer = await send(f"\ufeffRule,Status,Since\r\n{RULE},enabled,2026-01-01T00:00:00Z\r\n\r\nx,,\r\n")
    assert answer.status_code == 200, answer.text
    assert counts(answer.json()) == (1, 0, 0, 0, 1)
    assert answer.json()["unknown_rows"][0]["line"] == 4
    bad = await send(f"rule,status\n{RULE},enabled\n{ELASTIC},on\n")
    assert (bad.status_code, bad.json()["errors"][0]["pointer"]) == (422, "/rows/3/status")
    for text in ("", "rule,colour\nx,y\n", "rule\nx,y\n", 'rule\n"x\n', "rule,since\nx,yesterday\n"):
        assert (await send(text)).status_code == 422, text
    assert (await blue.send("POST", SYNC, b"\xff\xfe", "text/csv", tool=edr)).status_code == 422
    assert (await blue.send("POST", SYNC, b"{}", "application/json", tool=edr)).status_code == 422
    assert (await blue.send("POST", SYNC, b"rule\n", "text/csv", tool=str(uuid4()))).status_code == 404


async def test_two_thousand_rules_are_deployed_with_as_many_statements_as_one(
    client: Client, blue: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    await client.catalog.hear(facts(*(rule(f"many-{n}", "T1059") for n in range(2000))))
    ran = 0
    for name in ("fetch", "fetchrow", "fetchval", "execute", "copy_records_to_table"):
        original = getattr(asyncpg.Connection, name)

        async def counted(*given: Any, _original: Any = original, **how: Any) -> Any:
            nonlocal ran
            ran += 1
            return await _original(*given, **how)

        monkeypatch.setattr(asyncpg.Connection, name, counted)
    took = []
    for few in (1, 2000):
        edr = await tool(blue, f"EDR {few}")
        ran = 0
        answer = await sync(blue, edr, [{"key": f"many-{n}"} for n in range(few)], complete="true")
        took.append(ran)
        assert counts(answer) == (few, 0, 0, 0, 0)
    assert counts(await sync(blue, edr, [], complete="true")) == (0, 0, 0, 2000, 0)
    assert took[1] <= took[0] + 2, took
