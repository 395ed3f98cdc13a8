"""Claims become items: merged, withdrawn, followed, published once a change."""

from datetime import timedelta

from catalog_support.claims import (
    AT,
    actor,
    claim,
    component,
    fact,
    facts,
    item_id,
    mitigation,
    run_end,
    run_id,
    software,
    tactic,
    technique,
    technique_id,
    withdrawn,
)
from catalog_support.service import CatalogForTests

from aegis_contracts.imported.actors import Use
from aegis_contracts.imported.attack import Analytic, DetectionStrategy, LogSource, Mitigated


async def test_a_technique_is_written_and_published_once(catalog: CatalogForTests) -> None:
    await catalog.hear(facts(tactic("TA1", 0), technique("T1", tactics=["TA1"])))
    assert await catalog.rows("select attack_id, name, state from technique") == [("T1", "Technique T1", "active")]
    [(_, type_, version, data)] = await catalog.events("techniques")
    assert (type_, version) == ("aegis.catalog.technique.published.v1", 1)
    assert data["state"]["id"] == str(technique_id("T1"))
    assert data["state"]["tactics"] == [{"domain": "enterprise", "tactic_id": str(item_id("tactic", "TA1"))}]


async def test_the_same_claim_again_changes_nothing_and_says_nothing(catalog: CatalogForTests) -> None:
    batch = facts(technique("T1"), actor("G1", uses=["T1"]), software("S1", uses=["T1"]), tactic("TA1", 0))
    await catalog.hear(batch)
    await catalog.events()
    await catalog.hear(batch, facts(*(one.state for one in batch), version=2))
    assert await catalog.events() == []


async def test_a_change_that_others_may_not_see_is_written_and_not_published(catalog: CatalogForTests) -> None:
    await catalog.hear(facts(technique("T1", description="old")))
    await catalog.events()
    await catalog.hear(facts(technique("T1", description="new"), version=2))
    assert await catalog.rows("select description from technique_prose") == [("new",)]
    assert await catalog.events() == []


async def test_a_revision_tells_the_old_values_and_raises_the_version_by_one(catalog: CatalogForTests) -> None:
    await catalog.hear(facts(technique("T1")))
    await catalog.hear(facts(technique("T1", name="Better"), version=2), facts(technique("T1", name="Best"), version=3))
    told = await catalog.events("techniques")
    assert [(version, data.get("changed")) for _, _, version, data in told] == [
        (1, None),
        (2, {"name": "Technique T1"}),
        (3, {"name": "Better"}),
    ]


async def test_claims_of_two_domains_are_united_and_fields_come_from_the_higher_priority(
    catalog: CatalogForTests,
) -> None:
    enterprise = claim(actor("G1", uses=["T1"], name="Low"), source="a", domain="enterprise", priority=1)
    mobile = claim(actor("G1", uses=["T2"], name="High"), source="b", domain="mobile", priority=2)
    await catalog.hear(facts(technique("T1"), technique("T2"), enterprise, mobile))
    assert await catalog.rows("select name, domains, sources from actor") == [
        ("High", ["enterprise", "mobile"], ["a", "b"])
    ]
    assert len(await catalog.rows("select * from actor_use")) == 2


async def test_of_equal_priority_the_newer_claim_speaks(catalog: CatalogForTests) -> None:
    older = claim(technique("T1", name="Older"), source="a", modified=AT)
    newer = claim(technique("T1", name="Newer"), source="b", modified=AT + timedelta(days=1))
    await catalog.hear(facts(newer), facts(older))
    assert await catalog.rows("select name from technique") == [("Newer",)]


async def test_an_item_is_withdrawn_with_its_last_claim_and_kept(catalog: CatalogForTests) -> None:
    one, other = claim(technique("T1"), source="a"), claim(technique("T1"), source="b")
    await catalog.hear(facts(one, other), [withdrawn(one, 2)])
    assert await catalog.rows("select state, sources from technique") == [("active", ["b"])]
    await catalog.events()
    await catalog.hear([withdrawn(other, 2, AT + timedelta(days=1))])
    [(state, name, at)] = await catalog.rows("select state, name, withdrawn_at from technique")
    assert (state, name, at) == ("withdrawn", "Technique T1", AT + timedelta(days=1))
    assert [type_ for _, type_, *_ in await catalog.events("techniques")] == ["aegis.catalog.technique.withdrawn.v1"]


async def test_what_was_withdrawn_comes_back_with_a_new_claim(catalog: CatalogForTests) -> None:
    one = claim(technique("T1"))
    await catalog.hear(facts(one), [withdrawn(one, 2)], [fact(one, 3)])
    assert await catalog.rows("select state, withdrawn_at from technique") == [("active", None)]


async def test_links_are_kept_whatever_comes_first(catalog: CatalogForTests) -> None:
    strategy = DetectionStrategy(
        id=item_id("strategy", "D1"),
        attack_id="DET1",
        name="Detect",
        analytics=(
            Analytic(
                attack_id="AN1", name="Look", log_sources=(LogSource(component_id=item_id("data_component", "DC1")),)
            ),
        ),
    )
    mitigated = Mitigated(mitigation_id=item_id("mitigation", "M1"), description="How")
    await catalog.hear(
        facts(technique("T1", tactics=["TA1"], detection=(strategy,), mitigations=(mitigated,))),
        facts(actor("G1", uses=["T9"])),
        facts(mitigation("M1"), component("DC1"), tactic("TA1", 0)),
        facts(technique("T9")),
    )
    [(placed,)] = await catalog.rows("select convert_from(tactics, 'UTF8') from technique where attack_id = 'T1'")
    assert "TA1" in placed
    assert len(await catalog.rows("select * from technique_component")) == 1
    assert await catalog.rows("select description from technique_mitigation") == [("How",)]


async def test_what_a_list_shows_of_others_follows_them(catalog: CatalogForTests) -> None:
    await catalog.hear(
        facts(technique("T1", tactics=["TA1"]), technique("T1.001", parent="T1"), technique("T2", revoked_by="T1")),
        facts(tactic("TA1", 0, name="Late tactic")),
        facts(technique("T1", tactics=["TA1"], name="Better parent"), version=2),
    )
    listed = dict(await catalog.rows("select attack_id, convert_from(listed, 'UTF8') from technique"))
    assert '"name":"Late tactic"' in listed["T1"]
    assert '"parent":{' in listed["T1.001"]
    assert "Better parent" in listed["T1.001"]
    assert "Better parent" in listed["T2"]


async def test_matrices_say_tactics_in_order_and_the_release(catalog: CatalogForTests) -> None:
    await catalog.hear(facts(tactic("TA2", 1), tactic("TA1", 0), tactic("TA3")), [run_end(release="19.1")])
    *_, (_, _, version, data) = await catalog.events("matrices")
    assert [entry["attack_id"] for entry in data["state"]["tactics"]] == ["TA1", "TA2"]
    assert data["state"]["release"] == "19.1"
    assert version == 2


async def test_a_matrix_that_loses_its_tactics_says_so(catalog: CatalogForTests) -> None:
    one = claim(tactic("TA1", 0))
    await catalog.hear(facts(one), [withdrawn(one, 2)])
    *_, (_, _, _, data) = await catalog.events("matrices")
    assert data["state"]["tactics"] == []


async def test_an_actors_ways_are_published_without_campaigns_names_or_software(catalog: CatalogForTests) -> None:
    uses = [
        "T1",
        Use(technique_id=technique_id("T2"), way="campaign", through="C1"),
        Use(technique_id=technique_id("T2"), way="campaign", through="C2"),
    ]
    await catalog.hear(facts(actor("G1", uses=uses, software=["S1"])))
    [(_, _, _, data)] = await catalog.events("actors")
    assert [(use["technique_id"], use["way"]) for use in data["state"]["uses"]] == [
        (str(technique_id("T1")), "direct"),
        (str(technique_id("T2")), "campaign"),
    ]
    assert data["state"]["software"] == [str(item_id("software", "S1"))]


async def test_the_end_of_a_run_tells_what_was_applied_once(catalog: CatalogForTests) -> None:
    batch = facts(technique("T1"), technique("T2"), actor("G1", uses=["T1", "T404"]))
    await catalog.hear(batch, [run_end()])
    [(topic, type_, version, data)] = await catalog.events("runs")
    assert (topic, type_, version) == ("aegis.catalog.runs", "aegis.catalog.content.applied.v1", 1)
    assert data["state"]["run_id"] == str(run_id("run 1"))
    assert data["state"]["applied"] == {"actor": 1, "technique": 2}
    assert data["state"]["unresolved"] == 1
    await catalog.rows("delete from inbox")
    await catalog.hear([run_end()])
    assert await catalog.events("runs") == []


async def test_an_event_names_the_claim_that_it_answers(catalog: CatalogForTests) -> None:
    [one] = facts(technique("T1"))
    await catalog.hear([one])
    [(headers,)] = await catalog.rows("select convert_from(headers, 'UTF8') from outbox")
    assert f'"ce_causationid":"{one.id}"' in headers


async def test_history_keeps_each_published_version(catalog: CatalogForTests) -> None:
    await catalog.hear(facts(technique("T1")), facts(technique("T1", name="New"), version=2))
    assert await catalog.rows("select version, type, convert_from(changed, 'UTF8') from history order by version") == [
        (1, "TechniquePublished", "{}"),
        (2, "TechniqueRevised", '{"name":"Technique T1"}'),
    ]
