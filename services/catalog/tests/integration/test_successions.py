"""Revocations are followed to their ends, in whatever order they come."""

import pytest
from catalog_support.claims import claim, facts, run_end, technique, technique_id
from catalog_support.service import CatalogForTests


async def successors(catalog: CatalogForTests) -> dict[str, str | None]:
    return dict(
        await catalog.rows(
            "select t.attack_id, s.attack_id from technique t left join technique s on s.id = t.successor_id"
        )
    )


@pytest.mark.parametrize("order", [("T1", "T2", "T3"), ("T3", "T2", "T1"), ("T2", "T3", "T1")])
async def test_a_chain_leads_to_its_end(catalog: CatalogForTests, order: tuple[str, ...]) -> None:
    chain = {
        "T1": technique("T1", revoked_by="T2"),
        "T2": technique("T2", revoked_by="T3"),
        "T3": technique("T3"),
    }
    await catalog.hear(*(facts(chain[key]) for key in order), [run_end()])
    assert await successors(catalog) == {"T1": "T3", "T2": "T3", "T3": None}
    told = {data["state"]["old_id"]: data["state"]["target_id"] for *_, data in await catalog.events("successions")}
    assert told == {str(technique_id("T1")): str(technique_id("T3")), str(technique_id("T2")): str(technique_id("T3"))}
    assert await catalog.rows("select * from review_cause") == []


async def test_a_chain_that_ends_in_a_deprecated_one_is_linked_to_it_and_waits(catalog: CatalogForTests) -> None:
    await catalog.hear(facts(technique("T1", revoked_by="T2"), technique("T2", deprecated=True)), [run_end()])
    assert (await successors(catalog))["T1"] == "T2"
    assert await catalog.rows("select technique_id, cause from review_cause") == [(technique_id("T1"), "mapping")]
    events = await catalog.events()
    assert not [event for event in events if "successions" in event[0]]
    assert [data["state"]["review_required"] for topic, _, _, data in events if "techniques" in topic].count(True) == 1


async def test_a_revocation_without_a_successor_waits(catalog: CatalogForTests) -> None:
    await catalog.hear(facts(technique("T1", revoked=True)), [run_end()])
    assert await successors(catalog) == {"T1": None}
    assert await catalog.rows("select review_state from technique") == [("review_required",)]


async def test_a_successor_that_comes_later_is_linked_and_nobody_has_to_wait_any_longer(
    catalog: CatalogForTests,
) -> None:
    await catalog.hear(facts(technique("T1", revoked_by="T2")), [run_end()])
    assert await catalog.rows("select cause from review_cause") == [("mapping",)]
    await catalog.hear(facts(technique("T2"), run="run 2"), [run_end("run 2")])
    assert (await successors(catalog))["T1"] == "T2"
    assert await catalog.rows("select cause from review_cause") == []
    assert await catalog.rows("select distinct review_state from technique") == [("current",)]


async def test_a_revocation_that_is_taken_back_is_undone(catalog: CatalogForTests) -> None:
    await catalog.hear(facts(technique("T1", revoked_by="T2"), technique("T2")))
    await catalog.events()
    await catalog.hear(facts(technique("T1"), version=2))
    [(_, type_, version, data)] = await catalog.events("successions")
    assert (type_, version, data["state"]["undone"]) == ("aegis.catalog.succession.undone.v1", 2, True)


async def test_an_end_that_moves_moves_the_whole_chain(catalog: CatalogForTests) -> None:
    await catalog.hear(facts(technique("T1", revoked_by="T2"), technique("T2")))
    await catalog.hear(facts(technique("T3"), claim(technique("T2", revoked_by="T3")), version=2))
    assert await successors(catalog) == {"T1": "T3", "T2": "T3", "T3": None}
    *_, last = [data["state"] for *_, data in await catalog.events("successions") if True]
    assert last["target_id"] == str(technique_id("T3"))


async def test_a_circle_has_no_end(catalog: CatalogForTests) -> None:
    await catalog.hear(facts(technique("T1", revoked_by="T2"), technique("T2", revoked_by="T1")), [run_end()])
    assert await successors(catalog) == {"T1": None, "T2": None}
    assert len(await catalog.rows("select * from review_cause")) == 2
