"""What the repositories of our own things promise, held for the ones in memory and the ones on PostgreSQL alike."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from catalog_support.claims import actor, component, facts, item_id, run_end, tactic, technique, technique_id
from catalog_support.clock import StillClock
from catalog_support.fakes import FakeProfiles, FakeTechniqueIds
from catalog_support.own_fakes import (
    FakeCollections,
    FakeCustomFields,
    FakeFinder,
    FakeInfrastructureChanges,
    FakeOwnActors,
    FakeOwnTechniques,
    FakePlaybooks,
    FakeTags,
    FakeTeams,
)
from catalog_support.people import LEAD, TECH
from catalog_support.service import CatalogForTests

from aegis_catalog.adapters.persistence.migrations import MIGRATIONS
from aegis_catalog.application.collection.ports import Collections
from aegis_catalog.application.finding.ports import Finder
from aegis_catalog.application.infrastructure_changes.ports import InfrastructureChanges
from aegis_catalog.application.organisation.ports import CustomFields, Teams
from aegis_catalog.application.own_actors.ports import OwnActors
from aegis_catalog.application.own_techniques.ports import OwnTechniques
from aegis_catalog.application.playbooks.ports import Playbooks
from aegis_catalog.application.profile.ports import Profiles
from aegis_catalog.application.tags.ports import Tags
from aegis_catalog.domain.collection import ComponentCollection
from aegis_catalog.domain.custom_fields import CustomField
from aegis_catalog.domain.infrastructure_change import InfrastructureChange, ReportedChange
from aegis_catalog.domain.own_actor import ActorTold, Cited, OwnActor, Used
from aegis_catalog.domain.own_technique import OwnTechnique, TechniqueTold
from aegis_catalog.domain.people import person
from aegis_catalog.domain.playbook import Playbook
from aegis_catalog.domain.pointers import Pointer, Pointers
from aegis_catalog.domain.profile import Profile, TechniqueList, Weighed
from aegis_catalog.domain.tags import Tag
from aegis_catalog.domain.teams import Team
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_kernel.errors import Conflict, NotFound, RuleBroken, Stale
from aegis_testkit.plugin_postgres import ServiceDatabase

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
T1, T2 = Pointer.to(technique_id("T1")), Pointer.to(technique_id("T2"))
TACTIC, COMPONENT, ACTOR = item_id("tactic", "TA1"), item_id("data_component", "DC1"), item_id("actor", "G1")

Opened = Callable[[type[Any]], Any]
Having = Callable[[], AbstractAsyncContextManager[Opened]]
"""Opens a unit of work and gives its repositories by their ports; what was saved is kept when it ends well."""


def in_memory() -> Having:
    known = {"T1": T1.named, "T2": T2.named}
    ids = FakeTechniqueIds(known)
    cloned = OwnActor(ACTOR, ActorTold(name="Actor G1"), [Used(T1)])
    made = {
        Teams: FakeTeams(), Tags: FakeTags(), CustomFields: FakeCustomFields(), Collections: FakeCollections(),
        InfrastructureChanges: FakeInfrastructureChanges(), Profiles: FakeProfiles(), Playbooks: FakePlaybooks(ids),
        OwnTechniques: FakeOwnTechniques(known, [TACTIC]), OwnActors: FakeOwnActors({"G1": cloned}),
        Finder: FakeFinder({"technique": known, "tactic": {"TA1": TACTIC}, "data_component": {"DC1": COMPONENT}}),
    }  # fmt: skip

    @asynccontextmanager
    async def opened() -> AsyncIterator[Opened]:
        yield lambda port: made[port]

    return opened


def on_postgres(catalog: CatalogForTests) -> Having:
    ports = (Teams, Tags, CustomFields, Collections, InfrastructureChanges, Profiles, Playbooks, OwnTechniques,
             OwnActors, Finder)  # fmt: skip

    @asynccontextmanager
    async def opened() -> AsyncIterator[Opened]:
        async with catalog.container() as scope, await scope.get(SqlUnitOfWork) as uow:
            made = {port: await scope.get(port) for port in ports}
            yield lambda port: made[port]
            await uow.commit()

    return opened


@pytest.fixture(params=["memory", "postgres"])
async def having(request: pytest.FixtureRequest, service_database: ServiceDatabase) -> AsyncIterator[Having]:
    if request.param == "memory":
        yield in_memory()
        return
    catalog = CatalogForTests(await service_database(MIGRATIONS), StillClock(NOW))
    items = [
        tactic("TA1", 0),
        component("DC1"),
        technique("T1", tactics=["TA1"]),
        technique("T2"),
        actor("G1", uses=["T1"]),
    ]
    await catalog.hear([*facts(*items), run_end()])
    yield on_postgres(catalog)
    await catalog.container.close()


def tag(name: str) -> Tag:
    made = Tag(uuid4())
    made.change(name=name, retired=False)
    return made


def team(name: str) -> Team:
    made = Team(uuid4())
    made.change(name=name, retired=False)
    return made


def field(name: str) -> CustomField:
    made = CustomField(uuid4(), type_="choice")
    made.change(name=name, choices=("a", "b"), retired=False, others=0)
    return made


@pytest.mark.parametrize(("port", "make"), [(Teams, team), (Tags, tag), (CustomFields, field)])
async def test_things_are_kept_by_id_version_and_unique_name(having: Having, port: Any, make: Any) -> None:
    one = make("North")
    async with having() as had:
        await had(port).save(one)
    async with having() as had:
        found = await had(port).get(one.id, expected=1)
        assert (found.name, found.retired, found.version) == ("North", False, 1)
        with pytest.raises(Stale):
            await had(port).get(one.id, expected=2)
        with pytest.raises(NotFound):
            await had(port).get(uuid4(), expected=None)
        with pytest.raises(Conflict):
            await had(port).save(make("NORTH"))


async def test_a_field_keeps_its_type_and_choices_and_knows_how_many_others_there_are(having: Having) -> None:
    one, other = field("One"), field("Other")
    other.change(name="Other", choices=("a",), retired=True, others=0)
    async with having() as had:
        await had(CustomFields).save(one)
        await had(CustomFields).save(other)
    async with having() as had:
        found = await had(CustomFields).get(one.id, expected=None)
        assert (found.type, found.choices) == ("choice", ("a", "b"))
        assert await had(CustomFields).others(found) == 0
        assert await had(CustomFields).others(other) == 1


async def test_a_tag_keeps_its_techniques_in_their_order(having: Having) -> None:
    one = tag("crown")
    one.put([T2, T1], ())
    async with having() as had:
        await had(Tags).save(one)
    async with having() as had:
        found = await had(Tags).get(one.id, expected=2)
        assert list(found.techniques) == [T2, T1]
        found.put((), [T2.named])
        await had(Tags).save(found)
    async with having() as had:
        assert (await had(Tags).get(one.id, expected=3)).techniques.ids == (T1.named,)


async def test_the_profile_is_empty_before_it_was_saved_and_then_as_it_was(having: Having) -> None:
    async with having() as had:
        profile = await had(Profiles).get()
        assert (profile.version, profile.actors, profile.lists) == (0, (), ())
        await had(Profiles).save(profile)
        profile.change([Weighed(ACTOR, 3)], [TechniqueList("L", 2, Pointers([T2, T1]))], "")
        await had(Profiles).save(profile)
    async with having() as had:
        again: Profile = await had(Profiles).get(expected=1)
        assert (again.actors, again.lists) == (profile.actors, profile.lists)
        with pytest.raises(Stale):
            await had(Profiles).get(expected=2)


async def test_what_is_collected_is_empty_until_somebody_said_it(having: Having) -> None:
    async with having() as had:
        one: ComponentCollection = await had(Collections).get(COMPONENT, expected=0)
        await had(Collections).save(one)
        one.change({"Windows": "collected", "Linux": "partial"}, "")
        await had(Collections).save(one)
    async with having() as had:
        other = uuid4()
        found = await had(Collections).several([other, COMPONENT])
        assert [(one.id, one.version, one.platforms) for one in found] == [
            (other, 0, {}), (COMPONENT, 1, {"Linux": "partial", "Windows": "collected"}),
        ]  # fmt: skip
        with pytest.raises(Stale):
            await had(Collections).get(COMPONENT, expected=0)


async def test_a_change_is_kept_with_who_reported_and_who_withdrew_it(having: Having) -> None:
    told = ReportedChange(title="Move", at=NOW, platforms=("Windows",), tool_ids=(UUID(int=1),), business_units=("A",))
    one = InfrastructureChange(uuid4(), told, person(TECH), NOW)
    one.report()
    async with having() as had:
        await had(InfrastructureChanges).save(one)
    async with having() as had:
        found = await had(InfrastructureChanges).get(one.id, expected=1)
        assert (found.told, found.reported_by, found.withdrawn_at) == (told, person(TECH), None)
        found.withdraw("No.", LEAD, NOW)
        await had(InfrastructureChanges).save(found)
    async with having() as had:
        gone = await had(InfrastructureChanges).get(one.id, expected=2)
        assert (gone.withdrawn_by, gone.withdrawn_at, gone.withdrawn_reason) == (person(LEAD), NOW, "No.")


async def test_a_playbook_keeps_its_versions_and_belongs_to_its_technique(having: Having) -> None:
    one = Playbook(uuid4(), T1, "attack")
    one.write("A", "one", TECH, NOW)
    one.write("B", "two", LEAD, NOW)
    one.restore(1, TECH, NOW)
    async with having() as had:
        await had(Playbooks).save(one)
    async with having() as had:
        found = await had(Playbooks).get("T1", one.id, expected=3, sees_blind=False)
        assert (found.versions, found.kind, found.technique) == (one.versions, "attack", T1)
        found.withdraw(LEAD, NOW)
        await had(Playbooks).save(found)
        for wrong in (("T2", one.id), ("T1", uuid4()), ("T9", one.id)):
            with pytest.raises(NotFound):
                await had(Playbooks).get(*wrong, expected=None, sees_blind=True)
    async with having() as had:
        gone = await had(Playbooks).get("T1", one.id, expected=4, sees_blind=True)
        assert gone.withdrawn_by == person(LEAD)


def own_technique(attack_id: str, **told: Any) -> OwnTechnique:
    made = OwnTechnique(
        uuid4(), attack_id, TechniqueTold(**({"name": "Own", "domain": "enterprise", "tactics": (TACTIC,)} | told))
    )
    made.begin([TACTIC], NOW)
    return made


async def test_a_technique_of_our_own_is_kept_and_numbered(having: Having) -> None:
    async with having() as had:
        techniques = had(OwnTechniques)
        assert await techniques.tactics_of("enterprise") == {TACTIC}
        assert await techniques.next_id(None) == "X0001"
        one = own_technique("X0001", description="Text.", platforms=("Windows",), url="https://a.example")
        await techniques.save(one)
    async with having() as had:
        techniques = had(OwnTechniques)
        assert (await techniques.next_id(None), await techniques.next_id(one.id)) == ("X0002", "X0001.001")
        found = await techniques.get("x0001", expected=1)
        assert (found.id, found.told, found.state, found.created) == (one.id, one.told, "active", NOW)
        found.hand_over(T1.named, "There now.", NOW)
        await techniques.save(found)
        with pytest.raises(RuleBroken):
            await techniques.get("T1", expected=None)
        with pytest.raises(NotFound):
            await techniques.get("X9999", expected=None)
    async with having() as had:
        gone = await had(OwnTechniques).get(str(one.id), expected=2)
        assert (gone.state, gone.revoked_by) == ("revoked", T1.named)
        with pytest.raises(Stale):
            await had(OwnTechniques).get("X0001", expected=1)


async def test_an_actor_of_our_own_is_kept_with_its_uses(having: Having) -> None:
    told = ActorTold(
        name="Us", label="US-1", aliases=("We",), country="DE", motivation=("Money",), url="https://a.example"
    )
    uses = [Used(T2, "So.", (Cited("Report", "https://b.example"),)), Used(T1)]
    one = OwnActor(uuid4(), told, uses)
    one.begin(NOW)
    async with having() as had:
        await had(OwnActors).save(one)
    async with having() as had:
        found = await had(OwnActors).get("us-1", expected=1)
        assert (found.told, found.uses, found.state, found.created) == (told, tuple(uses), "active", NOW)
        found.retire("Gone.", NOW)
        await had(OwnActors).save(found)
        other = OwnActor(uuid4(), ActorTold(name="Else", label="US-1"))
        other.begin(NOW)
        with pytest.raises(Conflict):
            await had(OwnActors).save(other)
        with pytest.raises(RuleBroken):
            await had(OwnActors).get("G1", expected=None)
    async with having() as had:
        gone = await had(OwnActors).get(str(one.id), expected=2)
        assert (gone.state, gone.withdrawn_at) == ("withdrawn", NOW)
        with pytest.raises(Stale):
            await had(OwnActors).get(str(one.id), expected=1)


async def test_a_clone_is_a_new_one_like_the_other(having: Having) -> None:
    async with having() as had:
        new = uuid4()
        clone = await had(OwnActors).clone_of("g1", new)
        assert (clone.id, clone.cloned_from, clone.version, clone.told.label) == (new, ACTOR, 0, "")
        assert (clone.told.name, [use.technique for use in clone.uses]) == ("Actor G1", [T1])
        with pytest.raises(NotFound):
            await had(OwnActors).clone_of("G9", new)


async def test_things_are_found_by_id_and_public_id_many_at_once(having: Having) -> None:
    async with having() as had:
        found = await had(Finder).find("technique", ["t2", str(T1.named), "T9", "", "x" * 500])
        assert found == [T2.named, T1.named, None, None, None]
        assert await had(Finder).find("data_component", ["DC1"]) == [COMPONENT]
        assert await had(Finder).find("tool", ["DC1"]) == [None]
        assert await had(Finder).pointers([T2.named, T1.named, T2.named]) == [T2, T1]
