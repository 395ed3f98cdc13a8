"""What upstream changes waits for a person, once the run has ended."""

from catalog_support.claims import claim, facts, run_end, technique, withdrawn
from catalog_support.clock import StillClock
from catalog_support.people import LEAD
from catalog_support.service import CatalogForTests

from aegis_catalog.application.reviews.commands.review_technique import ReviewTechnique, ReviewTechniqueCommand

CAUSES = "select cause, fields, since from review_cause"


async def test_the_first_run_asks_for_no_review(catalog: CatalogForTests) -> None:
    await catalog.hear(facts(technique("T1")), [run_end()])
    assert await catalog.rows(CAUSES) == []


async def test_a_change_is_told_when_its_run_ends_and_not_before(catalog: CatalogForTests, clock: StillClock) -> None:
    await catalog.hear([*facts(technique("T1")), run_end()])
    await catalog.events()
    await catalog.hear(facts(technique("T1", description="new", platforms=("Linux",)), version=2, run="run 2"))
    assert await catalog.rows(CAUSES) == []
    await catalog.hear([run_end("run 2")])
    assert await catalog.rows(CAUSES) == [("upstream_changed", ["description", "platforms"], clock.now())]
    assert [type_ for _, type_, *_ in await catalog.events("techniques")] == [
        "aegis.catalog.technique.revised.v1",
        "aegis.catalog.technique.flagged-for-review.v1",
    ]


async def test_one_batch_with_change_and_end_says_one_thing(catalog: CatalogForTests) -> None:
    await catalog.hear([*facts(technique("T1")), run_end()])
    await catalog.events()
    await catalog.hear([*facts(technique("T1", name="New"), version=2, run="run 2"), run_end("run 2")])
    [(_, type_, version, data)] = await catalog.events("techniques")
    assert (type_, version) == ("aegis.catalog.technique.flagged-for-review.v1", 2)
    assert data["changed"] == {"name": "Technique T1", "review_required": False}


async def test_what_upstream_takes_back_no_longer_waits(catalog: CatalogForTests) -> None:
    await catalog.hear([*facts(technique("T1")), run_end()])
    await catalog.hear([*facts(technique("T1", name="New"), version=2), run_end("run 2")])
    await catalog.hear([*facts(technique("T1"), version=3), run_end("run 3")])
    assert await catalog.rows(CAUSES) == []
    assert await catalog.rows("select review_state from technique") == [("current",)]


async def test_a_cause_keeps_its_time_and_gains_fields(catalog: CatalogForTests, clock: StillClock) -> None:
    since = clock.now()
    await catalog.hear([*facts(technique("T1")), run_end()])
    await catalog.hear([*facts(technique("T1", name="New"), version=2), run_end("run 2")])
    clock.pass_seconds(60)
    await catalog.hear([*facts(technique("T1", name="New", description="d"), version=3), run_end("run 3")])
    assert await catalog.rows(CAUSES) == [("upstream_changed", ["description", "name"], since)]


async def test_leaving_waits_too(catalog: CatalogForTests) -> None:
    one = claim(technique("T1"))
    await catalog.hear([*facts(one), run_end()], [withdrawn(one, 2), run_end("run 2")])
    [(cause, fields, _)] = await catalog.rows(CAUSES)
    assert (cause, fields) == ("upstream_changed", ["state"])


async def test_a_review_accepts_what_is_there_and_the_next_change_waits_anew(catalog: CatalogForTests) -> None:
    await catalog.hear([*facts(technique("T1")), run_end()])
    await catalog.hear([*facts(technique("T1", name="New"), version=2), run_end("run 2")])
    await catalog.act(ReviewTechnique, LEAD, ReviewTechniqueCommand(technique="T1", version=2))
    await catalog.hear([run_end("run 3")])
    assert await catalog.rows(CAUSES) == []
    assert await catalog.rows("select review_state from technique") == [("reviewed",)]
    await catalog.hear([*facts(technique("T1", name="Newer"), version=3), run_end("run 4")])
    assert await catalog.rows("select review_state from technique") == [("review_required",)]


async def test_an_undecided_end_that_a_person_let_be_stays_settled_until_it_moves(catalog: CatalogForTests) -> None:
    await catalog.hear([*facts(technique("T1", revoked_by="T2"), technique("T2", deprecated=True)), run_end()])
    await catalog.act(ReviewTechnique, LEAD, ReviewTechniqueCommand(technique="T1", version=None))
    await catalog.hear([run_end("run 2")])
    assert await catalog.rows(CAUSES) == []
    moved = facts(technique("T2", revoked_by="T3"), version=2) + facts(technique("T3", deprecated=True))
    await catalog.hear([*moved, run_end("run 3")])
    causes = await catalog.rows("select t.attack_id, cause from review_cause join technique t on t.id = technique_id")
    assert ("T1", "mapping") in causes
