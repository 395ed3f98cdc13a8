"""Profiles join actors, intel asks for reviews, controls and frameworks are told: whatever comes first."""

from datetime import timedelta
from itertools import permutations
from typing import Any

from catalog_support.claims import AT, actor, facts, run_end, technique, technique_id, withdrawn
from catalog_support.knowledge import control, framework, intel, mapped, profile
from catalog_support.people import LEAD
from catalog_support.service import CatalogForTests

from aegis_catalog.application.reviews.commands.review_technique import ReviewTechnique, ReviewTechniqueCommand
from aegis_contracts.import_content import Claim


def entry(key: str, *more: str, run: str = "feed 1", **fields: Any) -> Claim:
    """An entry that names T1."""
    return intel(key, "T1", *more, claim={"run": run}, **fields)


async def test_profiles_are_told_with_their_actor_whichever_comes_first(catalog: CatalogForTests) -> None:
    russian = profile("p1", "G1", name="Turla", country="RU", motivation=("Espionage",))
    chinese = profile("p2", "G1", name="Also Turla", country="CN")
    for order in permutations([facts(actor("G1")), facts(russian), facts(chinese)]):
        await catalog.rows("truncate actor, actor_profile, actor_profile_of, claim, publication, inbox, outbox")
        await catalog.rows("truncate history")
        await catalog.hear(*order)
        *_, (_, _, version, data) = await catalog.events("actors")
        assert [(one["name"], one["country"]) for one in data["state"]["profiles"]] == [
            ("Turla", "RU"),
            ("Also Turla", "CN"),
        ]
        assert data["state"]["name"] == "Actor G1"
        assert version in {1, 2, 3}


async def test_a_profile_that_moves_to_another_group_leaves_the_first(catalog: CatalogForTests) -> None:
    await catalog.hear(facts(actor("G1"), actor("G2"), profile("p1", "G1", country="RU")))
    await catalog.events()
    await catalog.hear(facts(profile("p1", "G2", country="RU"), version=2))
    states = [data["state"] for *_, data in await catalog.events("actors")]
    told = {state["attack_id"]: state.get("profiles", []) for state in states}
    assert told["G1"] == []
    assert [one["country"] for one in told["G2"]] == ["RU"]
    await catalog.hear([withdrawn(profile("p1", "G2", country="RU"), 3)])
    [(*_, data)] = await catalog.events("actors")
    assert data["state"].get("profiles", []) == []


async def test_a_control_is_told_with_where_its_mappings_lead_and_again_when_that_changes(
    catalog: CatalogForTests,
) -> None:
    await catalog.hear(facts(framework(), control("AC-2"), mapped("AC-2", "T1", "T9")))
    [(_, type_, _, data)] = await catalog.events("controls")
    assert (type_, data["state"].get("technique_ids", [])) == ("aegis.catalog.control.published.v1", [])
    assert data["state"]["technique_ids_named"] == ["T1", "T9"]
    await catalog.hear(facts(technique("T2"), technique("T1", revoked_by="T2")))
    [(_, type_, version, data)] = await catalog.events("controls")
    assert (type_, version) == ("aegis.catalog.control.revised.v1", 2)
    assert data["state"]["technique_ids"] == [str(technique_id("T2"))]
    assert [type_ for _, type_, *_ in await catalog.events("frameworks")] == []


async def test_a_burst_of_a_feed_makes_one_cause_a_technique(catalog: CatalogForTests) -> None:
    burst = [entry(f"i{number}", "T404", published=AT + timedelta(days=number)) for number in range(5)]
    await catalog.hear(facts(technique("T1")), [run_end("attack")], facts(*burst), [run_end("feed 1", release=None)])
    assert await catalog.rows("select cause, detail, raised_by from review_cause") == [
        ("intel", "Entry i4 (and 4 more)", None)
    ]
    assert await catalog.rows("select review_state from technique") == [("review_required",)]


async def test_what_somebody_has_looked_at_asks_no_more_and_the_next_entry_does(catalog: CatalogForTests) -> None:
    await catalog.hear(facts(technique("T1")), [run_end("attack")], facts(entry("one")), [run_end("feed 1")])
    [(version,)] = await catalog.rows("select version from publication where key = $1", str(technique_id("T1")))
    command = ReviewTechniqueCommand(technique="T1", version=version, reason="")
    await catalog.act(ReviewTechnique, LEAD, command)
    await catalog.hear(facts(entry("one", run="feed 2", summary="More."), version=2), [run_end("feed 2")])
    assert await catalog.rows("select cause from review_cause") == []
    await catalog.hear(facts(entry("two", run="feed 3")), [run_end("feed 3")])
    assert await catalog.rows("select cause, detail from review_cause") == [("intel", "Entry two")]


async def test_an_entry_that_was_dismissed_asks_for_nothing(catalog: CatalogForTests) -> None:
    await catalog.hear(facts(technique("T1")), [run_end("attack")], facts(entry("one")), [run_end("feed 1")])
    await catalog.rows("update intel set triage = 'dismissed'")
    assert await catalog.rows("select cause from review_cause") == [("intel",)]
    await catalog.hear(facts(entry("one", run="feed 2", name="Better"), version=2), [run_end("feed 2")])
    assert await catalog.rows("select cause from review_cause") == []
    assert await catalog.rows("select name, triage from intel") == [("Better", "dismissed")]
