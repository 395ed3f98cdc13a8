"""Use cases on what people keep, with fakes: who may, what is kept, what is told."""

from typing import Any

import pytest
from catalog_support.claims import item_id, technique_id
from catalog_support.clock import CountedIds, StillClock
from catalog_support.fakes import FakeProfiles, FakeScopes, FakeTechniqueIds, FakeUnitOfWork
from catalog_support.own_fakes import (
    FakeCollections,
    FakeFinder,
    FakeInfrastructureChanges,
    FakeOwnActors,
    FakeOwnTechniques,
    FakePlaybooks,
    FakeTags,
)
from catalog_support.people import ADMIN, LEAD, TECH, VIEWER, somebody

from aegis_catalog.application.collection.commands.change_collections import (
    ChangeCollections,
    ChangeCollectionsCommand,
    ComponentCollected,
)
from aegis_catalog.application.infrastructure_changes.commands.report_changes import (
    ReportChanges,
    ReportChangesCommand,
)
from aegis_catalog.application.infrastructure_changes.telling import ToldChange
from aegis_catalog.application.own_actors.commands.edit_actor import EditActor, EditActorCommand
from aegis_catalog.application.own_actors.named import NamedUse, looked_up
from aegis_catalog.application.own_techniques.commands.add_technique import AddTechnique, AddTechniqueCommand
from aegis_catalog.application.own_techniques.commands.succeed_technique import (
    SucceedTechnique,
    SucceedTechniqueCommand,
)
from aegis_catalog.application.playbooks.commands.add_playbook import AddPlaybook, AddPlaybookCommand
from aegis_catalog.application.playbooks.commands.revise_playbook import RevisePlaybook, RevisePlaybookCommand
from aegis_catalog.application.profile.commands.change_profile import (
    ActorWeight,
    ChangeProfile,
    ChangeProfileCommand,
    ListWeight,
)
from aegis_catalog.application.tags.commands.add_tag import AddTag, AddTagCommand
from aegis_catalog.application.tags.commands.tag_techniques import TagTechniques, TagTechniquesCommand
from aegis_catalog.domain.own_actor import ActorTold, OwnActor, Used
from aegis_catalog.domain.pointers import Pointer
from aegis_kernel.errors import Forbidden, Invalid, NotFound
from aegis_kernel.rights import Role

T0, T1, T2 = (technique_id(key) for key in ("T0", "T1", "T2"))
DC1, G1, TA1 = item_id("data_component", "DC1"), item_id("actor", "G1"), item_id("tactic", "TA1")


@pytest.fixture
def uow() -> FakeUnitOfWork:
    return FakeUnitOfWork()


@pytest.fixture
def finder() -> FakeFinder:
    """T0 has handed over to T2."""
    known: Any = {
        "technique": {"T0": T0, "T1": T1, "T2": T2}, "data_component": {"DC1": DC1}, "actor": {"G1": G1},
        "tactic": {"TA1": TA1},
    }  # fmt: skip
    return FakeFinder(known, {T0: T2})


async def test_a_tag_goes_where_its_technique_leads_and_comes_off_by_either_name(
    uow: FakeUnitOfWork, finder: FakeFinder
) -> None:
    tags = FakeTags()
    with pytest.raises(Forbidden):
        await AddTag(uow, tags, finder, CountedIds())(VIEWER, AddTagCommand(name="x"))
    tag = await AddTag(uow, tags, finder, CountedIds())(TECH, AddTagCommand(name="x", techniques=("T0", "T1")))
    assert list(tag.techniques) == [Pointer(T0, T2), Pointer.to(T1)]
    put = TagTechniques(uow, tags, finder)
    off = await put(TECH, TagTechniquesCommand(tag_id=tag.id, version=2, remove=("T0",)))
    assert off.techniques.ids == (T1,)
    with pytest.raises(Invalid):
        await put(TECH, TagTechniquesCommand(tag_id=tag.id, version=3, add=("T9",)))


async def test_the_profile_is_an_admins_and_keeps_names_that_stay_on_a_list(
    uow: FakeUnitOfWork, finder: FakeFinder
) -> None:
    profiles = FakeProfiles()
    change = ChangeProfile(uow, profiles, finder)
    lists = (ListWeight("L", ("T0",)),)
    with pytest.raises(Forbidden):
        await change(LEAD, ChangeProfileCommand(version=0))
    await change(ADMIN, ChangeProfileCommand(version=0, actors=(ActorWeight("G1", 2),), lists=lists, reason="Why."))
    assert profiles.published[-1].reason == "Why."
    again = await change(ADMIN, ChangeProfileCommand(version=1, lists=(ListWeight("l", ("T2", "T1")),)))
    assert list(again.lists[0].techniques) == [Pointer(T0, T2), Pointer.to(T1)]
    assert [one.actor_id for one in again.actors] == [G1]


async def test_many_collections_are_all_or_each_for_itself(uow: FakeUnitOfWork, finder: FakeFinder) -> None:
    collections = FakeCollections()
    change = ChangeCollections(uow, collections, finder)
    items = [ComponentCollected("DC1", {"Windows": "collected"}), ComponentCollected("DC9", {})]
    with pytest.raises(Invalid) as refused:
        await change(TECH, ChangeCollectionsCommand(items=items, atomic=True))
    assert [fault.pointer for fault in refused.value.faults] == ["/items/1"]
    assert (uow.commits, collections.published) == (0, [])
    first, second = await change(TECH, ChangeCollectionsCommand(items=items))
    assert first == DC1
    assert isinstance(second, NotFound)
    with pytest.raises(Forbidden):
        await change(VIEWER, ChangeCollectionsCommand(items=items))


async def test_a_script_reports_changes_and_a_viewer_may_not(uow: FakeUnitOfWork, finder: FakeFinder) -> None:
    changes = FakeInfrastructureChanges()
    report = ReportChanges(uow, changes, finder, FakeScopes(), StillClock(), CountedIds())
    command = ReportChangesCommand(items=[ToldChange(title="A", platforms=("Windows",)), ToldChange(title="B")])
    script = somebody(Role.SERVICE, name="Script")
    first, second = await report(script, command)
    assert isinstance(second, Invalid)
    [kept] = changes.all_of_them()
    assert (kept.id, kept.told.at, kept.reported_by.name) == (first, StillClock().now(), "Script")
    with pytest.raises(Forbidden):
        await report(VIEWER, command)


async def test_who_does_not_see_blind_tests_revises_no_hidden_playbook(uow: FakeUnitOfWork, finder: FakeFinder) -> None:
    ids = FakeTechniqueIds({"T1": T1})
    playbooks = FakePlaybooks(ids)
    add = AddPlaybook(uow, playbooks, ids, finder, StillClock(), CountedIds())
    command = AddPlaybookCommand(technique="T1", kind="attack", title="A", text="a")
    with pytest.raises(Forbidden):
        await add(VIEWER, command)
    playbook = await add(LEAD, command)
    playbooks.blind.add(T1)
    revise = RevisePlaybook(uow, playbooks, StillClock())
    revision = RevisePlaybookCommand(technique="T1", playbook_id=playbook.id, version=1, text="b")
    with pytest.raises(NotFound):
        await revise(TECH, revision)
    assert (await revise(LEAD, revision)).present.title == "A"


async def test_an_admin_makes_techniques_and_lets_others_take_their_place(
    uow: FakeUnitOfWork, finder: FakeFinder
) -> None:
    techniques = FakeOwnTechniques(tactics=[TA1])
    add = AddTechnique(uow, techniques, finder, StillClock(), CountedIds())
    command = AddTechniqueCommand(name="Own", domain="enterprise", tactics=("TA1",))
    with pytest.raises(Forbidden):
        await add(LEAD, command)
    made = await add(ADMIN, command)
    assert (made.attack_id, (await add(ADMIN, command)).attack_id) == ("X0001", "X0002")
    succeed = SucceedTechnique(uow, techniques, finder, StillClock())
    with pytest.raises(Invalid) as refused:
        await succeed(ADMIN, SucceedTechniqueCommand(technique="X0001", version=1, successor="T9", reason="x"))
    assert [fault.pointer for fault in refused.value.faults] == ["/successor"]
    gone = await succeed(ADMIN, SucceedTechniqueCommand(technique="X0001", version=1, successor="T1", reason="x"))
    assert (gone.state, gone.revoked_by) == ("revoked", T1)


async def test_uses_that_stay_keep_what_they_rest_on(uow: FakeUnitOfWork, finder: FakeFinder) -> None:
    actors = FakeOwnActors()
    actor = OwnActor(G1, ActorTold(name="Us"), [Used(Pointer(T0, T2), "Old.")])
    actor.begin(StillClock().now())
    await actors.save(actor)
    edit = EditActor(uow, actors, finder, StillClock())
    command = EditActorCommand(actor=str(G1), version=1, techniques=(NamedUse("T2"), NamedUse("T1", "New.")))
    with pytest.raises(Forbidden):
        await edit(TECH, command)
    edited = await edit(LEAD, command)
    assert edited.uses == (Used(Pointer(T0, T2), "Old."), Used(Pointer.to(T1), "New."))


async def test_names_in_documents_are_followed_and_the_unknown_named(finder: FakeFinder) -> None:
    found = await looked_up([NamedUse("T0"), NamedUse("T0", "Said."), NamedUse("T9"), NamedUse("T1")], finder)
    assert found.uses == (Used(Pointer(T0, T2), "Said."), Used(Pointer.to(T1)))
    assert (found.unknown, dict(found.followed)) == (("T9",), {"T0": T2})
