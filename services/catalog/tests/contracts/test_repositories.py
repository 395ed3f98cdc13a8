"""What every repository promises, held for the ones in memory and the ones on PostgreSQL alike."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from catalog_support.claims import technique_id
from catalog_support.people import ADMIN, LEAD, TECH
from catalog_support.repositories import WAITING, Work

from aegis_catalog.domain.notes import Note
from aegis_catalog.domain.scope import Boundaries
from aegis_catalog.domain.tool import Description, Tool
from aegis_kernel.errors import Conflict, NotFound, Stale

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def edr(name: str = "EDR") -> Tool:
    tool = Tool(uuid4())
    tool.describe(Description(name=name, kind="edr", platforms=("Windows",), active_from=date(2026, 1, 1)))
    return tool


class TestTechniqueIds:
    async def test_finds_by_id_and_by_public_id(self, work: Work) -> None:
        async with work() as had:
            assert await had.ids.find("t1") == technique_id("T1")
            assert await had.ids.find(str(technique_id("T1"))) == technique_id("T1")

    @pytest.mark.parametrize("unknown", ["T9", str(UUID(int=0)), "", "x" * 500])
    async def test_says_what_is_not_there(self, work: Work, unknown: str) -> None:
        async with work() as had:
            with pytest.raises(NotFound):
                await had.ids.find(unknown)


class TestReviews:
    async def test_every_technique_has_one(self, work: Work) -> None:
        async with work() as had:
            review = await had.reviews.get("T1", expected=1)
            assert (review.id, review.version, review.state) == (technique_id("T1"), 1, "current")
            waiting = await had.reviews.get("T2", expected=None)
            assert waiting.causes == {"mapping": WAITING}

    async def test_keeps_what_people_did(self, work: Work) -> None:
        async with work() as had:
            review = await had.reviews.get("T1", expected=None)
            review.flag(LEAD, NOW, "Odd.")
            await had.reviews.save(review)
            await had.commit()
        async with work() as had:
            review = await had.reviews.get("T1", expected=2)
            assert review.causes["manual"].detail == "Odd."
            assert review.causes["manual"].by is not None
            review.review(LEAD, NOW, "")
            await had.reviews.save(review)
            await had.commit()
        async with work() as had:
            review = await had.reviews.get("T1", expected=3)
            assert (review.state, review.causes, review.reviewed_at) == ("reviewed", {}, NOW)

    async def test_refuses_another_version(self, work: Work) -> None:
        async with work() as had:
            with pytest.raises(Stale) as refused:
                await had.reviews.get("T1", expected=7)
            assert refused.value.current == 1
            with pytest.raises(NotFound):
                await had.reviews.get("T9", expected=None)


class TestNotes:
    async def test_keeps_versions_in_order(self, work: Work) -> None:
        note = Note(uuid4(), technique_id("T1"))
        note.write("one", TECH, NOW)
        async with work() as had:
            await had.notes.save(note)
            await had.commit()
        async with work() as had:
            again = await had.notes.get("T1", note.id, expected=1)
            again.write("two", LEAD, NOW)
            await had.notes.save(again)
            await had.commit()
        async with work() as had:
            found = await had.notes.get(str(technique_id("T1")), note.id, expected=2)
            assert [(version.number, version.text, version.by.name) for version in found.versions] == [
                (1, "one", "Tom"),
                (2, "two", "Lena"),
            ]

    async def test_keeps_that_it_was_withdrawn(self, work: Work) -> None:
        note = Note(uuid4(), technique_id("T1"))
        note.write("one", TECH, NOW)
        note.withdraw(LEAD, NOW)
        async with work() as had:
            await had.notes.save(note)
            await had.commit()
        async with work() as had:
            found = await had.notes.get("T1", note.id, expected=2)
            assert found.withdrawn_by is not None
            assert (found.withdrawn_by.name, found.withdrawn_at) == ("Lena", NOW)

    async def test_a_note_belongs_to_its_technique(self, work: Work) -> None:
        note = Note(uuid4(), technique_id("T1"))
        note.write("one", TECH, NOW)
        async with work() as had:
            await had.notes.save(note)
            await had.commit()
        async with work() as had:
            for wrong in (("T2", note.id), ("T1", uuid4()), ("T9", note.id)):
                with pytest.raises(NotFound):
                    await had.notes.get(*wrong, expected=None)
            with pytest.raises(Stale):
                await had.notes.get("T1", note.id, expected=9)


class TestScopes:
    async def test_gives_the_defaults_before_anything_was_saved(self, work: Work) -> None:
        async with work() as had:
            scope = await had.scopes.get(expected=0)
            assert (scope.boundaries, scope.exclusions) == (Boundaries(), {})

    async def test_keeps_boundaries_and_exclusions(self, work: Work) -> None:
        async with work() as had:
            scope = await had.scopes.get()
            scope.change(Boundaries(platforms=("Windows",), domains=("ics",), time_zone="Europe/Berlin"))
            scope.exclude(technique_id("T2"), "Second", None, ADMIN, NOW.date())
            scope.exclude(technique_id("T1"), "First", date(2027, 1, 1), ADMIN, NOW.date())
            await had.scopes.save(scope)
            await had.commit()
        async with work() as had:
            again = await had.scopes.get(expected=3)
            assert again.boundaries == scope.boundaries
            assert list(again.exclusions.values()) == list(scope.exclusions.values())
            again.include(technique_id("T2"))
            await had.scopes.save(again)
            await had.commit()
        async with work() as had:
            assert list((await had.scopes.get(expected=4)).exclusions) == [technique_id("T1")]

    async def test_of_two_beginnings_one_counts(self, work: Work) -> None:
        async with work() as had:
            first, second = await had.scopes.get(), await had.scopes.get()
            first.begin()
            second.begin()
            await had.scopes.save(first)
            with pytest.raises(Stale):
                await had.scopes.save(second)


class TestPolicies:
    async def test_keeps_what_was_set(self, work: Work) -> None:
        async with work() as had:
            policy = await had.policies.get(expected=0)
            assert (policy.review, policy.skew_tolerance_seconds) == ("dual", 120)
            policy.change(review="self", skew_tolerance_seconds=5)
            await had.policies.save(policy)
            await had.commit()
        async with work() as had:
            again = await had.policies.get(expected=1)
            assert (again.review, again.skew_tolerance_seconds) == ("self", 5)
            with pytest.raises(Stale):
                await had.policies.get(expected=2)


class TestTools:
    async def test_keeps_a_tool(self, work: Work) -> None:
        tool = edr()
        async with work() as had:
            await had.tools.save(tool)
            await had.commit()
        async with work() as had:
            again = await had.tools.get(tool.id, expected=1)
            assert again.description == tool.description
            with pytest.raises(Stale):
                await had.tools.get(tool.id, expected=2)
            with pytest.raises(NotFound):
                await had.tools.get(uuid4(), expected=None)

    async def test_two_tools_may_not_have_one_name(self, work: Work) -> None:
        async with work() as had:
            await had.tools.save(edr("Falcon"))
            await had.commit()
        async with work() as had:
            with pytest.raises(Conflict):
                await had.tools.save(edr("FALCON"))

    async def test_a_stale_save_is_refused(self, work: Work) -> None:
        tool = edr()
        async with work() as had:
            await had.tools.save(tool)
            await had.commit()
        async with work() as had:
            one, other = [await had.tools.get(tool.id, expected=None) for _ in range(2)]
            one.describe(Description(name="One", kind="siem"))
            other.describe(Description(name="Other", kind="siem"))
            await had.tools.save(one)
            with pytest.raises(Stale):
                await had.tools.save(other)
