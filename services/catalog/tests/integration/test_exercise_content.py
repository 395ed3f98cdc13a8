"""Templates, adversaries, rules and defences: merged, linked to techniques in any order, told with what is ours."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from catalog_support.claims import AT, claim, fact, facts, run_end, technique, technique_id, withdrawn
from catalog_support.exercise import adversary, defence, exercise_id, rule, template
from catalog_support.service import CatalogForTests

from aegis_contracts.import_content import Claim, Item

TYPES = {
    "template": "TestTemplateImported",
    "adversary": "AdversaryImported",
    "rule": "DetectionRuleImported",
    "defence": "DefenceImported",
}


async def links(catalog: CatalogForTests) -> dict[str, str | None]:
    """Each name with the technique that it leads to."""
    rows = await catalog.rows(
        "select distinct named, attack_id from technique_name left join technique on id = technique_id"
    )
    assert len(rows) == len({named for named, _ in rows})
    return dict(rows)


async def counts(catalog: CatalogForTests, attack_id: str) -> tuple[int, int, int, int]:
    [row] = await catalog.rows(
        "select templates, rules, defences, actors from technique_count join technique on id = technique_id "
        "where attack_id = $1",
        attack_id,
    )
    return row  # type: ignore[return-value]  # four columns


async def test_a_name_leads_to_the_end_of_its_chain_whatever_comes_first(catalog: CatalogForTests) -> None:
    await catalog.hear(facts(rule("r", "T1", "T2", "T3", "T404")))
    assert await links(catalog) == {"T1": None, "T2": None, "T3": None, "T404": None}
    await catalog.hear(facts(technique("T1", revoked_by="T2")))
    assert (await links(catalog))["T1"] == "T1"
    await catalog.hear(facts(technique("T2", revoked_by="T3"), technique("T3")))
    assert await links(catalog) == {"T1": "T3", "T2": "T3", "T3": "T3", "T404": None}
    [*_, (_, type_, version, data)] = await catalog.events("rules")
    assert (type_, version) == ("aegis.catalog.rule.revised.v1", 3)
    assert data["state"]["technique_ids"] == [str(technique_id("T3"))]
    assert data["state"]["technique_ids_named"] == ["T1", "T2", "T3", "T404"]
    assert await counts(catalog, "T3") == (0, 1, 0, 0)


async def test_a_revocation_taken_back_leads_the_name_back(catalog: CatalogForTests) -> None:
    await catalog.hear(facts(technique("T1", revoked_by="T2"), technique("T2"), rule("r", "T1")))
    assert await links(catalog) == {"T1": "T2"}
    assert await counts(catalog, "T2") == (0, 1, 0, 0)
    await catalog.hear(facts(technique("T1"), version=2))
    assert await links(catalog) == {"T1": "T1"}
    assert await counts(catalog, "T2") == (0, 0, 0, 0)
    assert await counts(catalog, "T1") == (0, 1, 0, 0)


@pytest.mark.parametrize(
    "chain, end",
    [
        ([technique("T1", revoked_by="T2"), technique("T2", deprecated=True)], "T2"),
        ([technique("T1", revoked=True)], "T1"),
        ([technique("T1", revoked_by="T404")], "T1"),
        ([technique("T1", revoked_by="T2"), technique("T2", revoked_by="T1")], "T1"),
        ([technique("T1", deprecated=True)], "T1"),
    ],
    ids=["ends deprecated", "without a successor", "successor unknown", "circle", "deprecated"],
)
async def test_an_undecided_chain_is_linked_to_the_last_one_known(
    catalog: CatalogForTests, chain: list[Item], end: str
) -> None:
    await catalog.hear(facts(template("t", "T1")), facts(*chain))
    assert await links(catalog) == {"T1": end}


async def test_names_are_resolved_among_techniques_only_and_to_the_active_one(catalog: CatalogForTests) -> None:
    old = claim(technique("T1", deprecated=True), key="old", domain="enterprise")
    new = claim(technique("T1"), key="new", domain="mobile", source="mobile")
    await catalog.hear(facts(template("t", "T1"), old), facts(new))
    [(id_,)] = await catalog.rows("select technique_id from technique_name")
    assert id_ == new.content_id


async def test_a_mobile_technique_is_linked_like_any_other(catalog: CatalogForTests) -> None:
    await catalog.hear(facts(template("t", "T1521.003")))
    await catalog.hear(facts(claim(technique("T1521.003"), domain="mobile", source="mobile")))
    assert await links(catalog) == {"T1521.003": "T1521.003"}


async def test_what_is_named_no_longer_is_linked_no_longer(catalog: CatalogForTests) -> None:
    await catalog.hear(facts(technique("T1"), technique("T2"), rule("r", "T1")))
    await catalog.hear(facts(rule("r", "T2"), version=2))
    assert await links(catalog) == {"T2": "T2"}
    assert (await counts(catalog, "T1"))[1] == 0
    assert (await counts(catalog, "T2"))[1] == 1


async def test_only_active_items_count(catalog: CatalogForTests) -> None:
    active = template("t1", "T1", "T2")
    await catalog.hear(
        facts(technique("T1"), technique("T2", revoked_by="T1"), active),
        facts(
            rule("r1", "T1", withdrawn=True), rule("r2", "T1", supported=False), rule("r3", "T1"), defence("D3-X", "T1")
        ),
    )
    assert await counts(catalog, "T1") == (1, 1, 1, 0)
    await catalog.hear([withdrawn(active, 2)])
    assert await counts(catalog, "T1") == (0, 1, 1, 0)


async def test_retired_and_unsupported_rules_are_told_apart_from_active_ones(catalog: CatalogForTests) -> None:
    await catalog.hear(facts(rule("r1", withdrawn=True), rule("r2", supported=False), rule("r3")))
    rows = await catalog.rows("select upstream_key, state from rule order by 1")
    assert rows == [("r1", "withdrawn"), ("r2", "deprecated"), ("r3", "active")]


async def test_several_claims_on_one_rule_are_one_item(catalog: CatalogForTests) -> None:
    low = rule("r", "T1", name="Low", claim={"source": "mirror", "priority": 0})
    high = rule("r", "T2", name="High", claim={"priority": 1})
    await catalog.hear(facts(low, high))
    assert await catalog.rows("select name, sources from rule") == [("High", ["mirror", "sigma"])]
    assert list(await links(catalog)) == ["T2"]
    await catalog.hear([withdrawn(high, 2)])
    assert await catalog.rows("select name, state, sources from rule") == [("Low", "active", ["mirror"])]
    assert list(await links(catalog)) == ["T1"]
    await catalog.hear([withdrawn(low, 2, AT + timedelta(days=1))])
    assert await catalog.rows("select name, state from rule") == [("Low", "withdrawn")]
    assert await catalog.rows("select body from rule_body") == [("title: r\n",)]
    assert list(await links(catalog)) == ["T1"]


async def test_a_body_is_kept_as_written_and_not_told(catalog: CatalogForTests) -> None:
    body = "a: |\n\tx\u00a0\u200d\u202e  \n\n"
    await catalog.hear(facts(rule("r", body=body)))
    assert await catalog.rows("select body from rule_body") == [(body,)]
    [(_, _, _, data)] = await catalog.events("rules")
    assert "body" not in data["state"]
    await catalog.hear(facts(rule("r", body="other"), version=2))
    assert await catalog.events("rules") == []


async def test_a_template_is_told_with_its_procedure(catalog: CatalogForTests) -> None:
    await catalog.hear(facts(template("t", command="run", cleanup="undo", description="prose")))
    [(_, type_, _, data)] = await catalog.events("templates")
    assert type_ == "aegis.catalog.template.published.v1"
    assert (data["state"]["command"], data["state"]["cleanup"], data["state"]["approval"]) == (
        "run",
        "undo",
        "approved",
    )
    assert "prose" not in str(data)


async def test_what_is_ours_is_told_with_a_rule_and_a_template_and_a_defence(catalog: CatalogForTests) -> None:
    rule_id, template_id = exercise_id("sigma", "rule", "r"), exercise_id("atomic", "template", "t")
    tool_id, defence_id = exercise_id("x", "tool", "x"), exercise_id("d3fend", "defence", "D3-X")
    who = "1, $1, 'Lena', '2026-01-01Z'"
    await catalog.rows(
        f"insert into rule_deployment values ($2, $1, 'enabled', '2026-01-01Z', null, null, {who})", tool_id, rule_id
    )
    await catalog.rows(
        f"insert into rule_association values ($2, $3, 'confirmed', '', {who})", tool_id, rule_id, template_id
    )
    await catalog.rows(
        f"insert into defence_state values ($2, 'planned', null, null, '2026-01-01Z', {who})", tool_id, defence_id
    )
    await catalog.hear(facts(rule("r"), template("t"), defence("D3-X")))
    told = {topic: data["state"] for topic, _, _, data in await catalog.events()}
    assert [entry["status"] for entry in told["aegis.catalog.rules"]["deployments"]] == ["enabled"]
    assert told["aegis.catalog.templates"]["rule_ids"] == [str(rule_id)]
    assert told["aegis.catalog.defences"]["implementation"] == "planned"


@pytest.mark.parametrize("first", ["adversary", "templates"])
async def test_an_adversarys_steps_lead_to_templates_whatever_comes_first(catalog: CatalogForTests, first: str) -> None:
    thief = facts(adversary("thief", "ab-2", "ab-404", "ab-1"))
    made = [
        template(f"{ability}/{platform}/sh", upstream="caldera", group=ability)
        for ability in ("ab-1", "ab-2")
        for platform in ("linux", "windows")
    ]
    await catalog.hear(*([thief, facts(*made)] if first == "adversary" else [facts(*made), thief]))
    [*_, (_, _, _, data)] = await catalog.events("adversaries")
    steps = data["state"]["steps"]
    assert [(step["ability"], len(step["template_ids"])) for step in steps] == [("ab-2", 2), ("ab-404", 0), ("ab-1", 2)]
    await catalog.hear([withdrawn(made[0], 2)])
    [(_, type_, _, data)] = await catalog.events("adversaries")
    assert type_ == "aegis.catalog.adversary.revised.v1"
    assert [len(step["template_ids"]) for step in data["state"]["steps"]] == [2, 0, 1]


async def test_the_same_claims_again_change_and_tell_nothing(catalog: CatalogForTests) -> None:
    batch: list[Claim] = [rule("r", "T1"), template("t", "T1"), defence("D3-X", "T1"), adversary("a", "x")]
    await catalog.hear(facts(*batch, technique("T1")))
    await catalog.events()
    await catalog.hear(facts(*batch, technique("T1"), version=2))
    assert await catalog.events() == []


async def test_unresolved_names_are_counted_once_each(catalog: CatalogForTests) -> None:
    await catalog.hear(
        [*facts(rule("r1", "T404", "T405"), template("t", "T404"), technique("T1")), run_end("exercise 1")]
    )
    [(_, _, _, data)] = await catalog.events("runs")
    assert data["state"]["unresolved"] == 2
    assert data["state"]["applied"] == {"rule": 1, "template": 1}


async def test_what_a_technique_shows_is_not_made_anew_for_rules(catalog: CatalogForTests) -> None:
    await catalog.hear(facts(technique("T1")))
    before = await catalog.rows("select xmin::text, listed from technique")
    await catalog.hear(facts(rule("r", "T1")), [run_end("exercise 1")])
    assert await catalog.rows("select xmin::text, listed from technique") == before


async def test_history_keeps_versions_of_rules(catalog: CatalogForTests) -> None:
    await catalog.hear(facts(rule("r")), facts(rule("r", severity="low"), version=2))
    rows = await catalog.rows("select version, type, convert_from(changed, 'UTF8') from history order by version")
    assert rows == [(1, "RulePublished", "{}"), (2, "RuleRevised", '{"severity":"high"}')]


async def test_a_withdrawn_template_keeps_all_it_had(catalog: CatalogForTests) -> None:
    one: Any = template("t", "T1", command="run", references=("https://example.test",))
    await catalog.hear(facts(one), [withdrawn(one, 2)])
    assert await catalog.rows("select state, withdrawn_at from template") == [("withdrawn", AT)]
    assert await catalog.rows("select command, refs from template_procedure") == [("run", b'["https://example.test"]')]
    await catalog.hear([fact(msgspec.structs.replace(one), 3)])
    assert await catalog.rows("select state, withdrawn_at from template") == [("active", None)]
