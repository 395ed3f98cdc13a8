"""Use cases with fakes: who may, what is kept, what is told."""

from datetime import date

import pytest
from catalog_support.claims import technique_id
from catalog_support.clock import CountedIds, StillClock
from catalog_support.fakes import (
    FakeNotes,
    FakePolicies,
    FakeProfiles,
    FakeScopes,
    FakeTechniqueIds,
    FakeTechniqueReviews,
    FakeTools,
    FakeUnitOfWork,
)
from catalog_support.people import ADMIN, LEAD, TECH, VIEWER

from aegis_catalog.application.notes.commands.add_note import AddNote, AddNoteCommand
from aegis_catalog.application.notes.commands.revise_note import ReviseNote, ReviseNoteCommand
from aegis_catalog.application.organisation.commands.add_tool import AddTool, AddToolCommand
from aegis_catalog.application.organisation.commands.begin import BeginOrganisation
from aegis_catalog.application.organisation.commands.change_scope import ChangeScope, ChangeScopeCommand
from aegis_catalog.application.organisation.commands.change_tool import ChangeTool, ChangeToolCommand
from aegis_catalog.application.organisation.commands.exclude_technique import ExcludeTechnique, ExcludeTechniqueCommand
from aegis_catalog.application.reviews.commands.flag_technique import FlagTechnique, FlagTechniqueCommand
from aegis_catalog.domain.review import TechniqueReview
from aegis_catalog.domain.tool import Description
from aegis_kernel.errors import Forbidden, Stale

IDS = FakeTechniqueIds({"T1": technique_id("T1")})


@pytest.fixture
def uow() -> FakeUnitOfWork:
    return FakeUnitOfWork()


async def test_a_lead_flags_a_technique_and_nobody_else_may(uow: FakeUnitOfWork) -> None:
    reviews = FakeTechniqueReviews(IDS, [TechniqueReview(technique_id("T1"), 1, causes={})])
    flag = FlagTechnique(uow, reviews, StillClock())
    command = FlagTechniqueCommand(technique="T1", version=1, reason="Odd.")
    for somebody_else in (TECH, ADMIN, VIEWER):
        with pytest.raises(Forbidden):
            await flag(somebody_else, command)
    assert (await flag(LEAD, command)).state == "review_required"
    assert (uow.commits, len(reviews.published)) == (1, 1)
    with pytest.raises(Stale):
        await flag(LEAD, command)


async def test_a_tester_writes_a_note_and_another_revises_it(uow: FakeUnitOfWork) -> None:
    notes = FakeNotes(IDS)
    note = await AddNote(uow, notes, IDS, StillClock(), CountedIds())(TECH, AddNoteCommand(technique="T1", text="one"))
    revise = ReviseNote(uow, notes, StillClock())
    command = ReviseNoteCommand(technique="T1", note_id=note.id, version=1, text="two")
    with pytest.raises(Forbidden):
        await revise(VIEWER, command)
    revised = await revise(LEAD, command)
    assert [version.by.name for version in revised.versions] == ["Tom", "Lena"]


async def test_the_organisation_begins_once(uow: FakeUnitOfWork) -> None:
    scopes, policies = FakeScopes(), FakePolicies()
    begin = BeginOrganisation(uow, scopes, policies, FakeProfiles())
    assert await begin() is True
    assert await begin() is False
    assert (len(scopes.published), len(policies.published), uow.commits) == (1, 1, 1)


async def test_a_change_of_scope_leaves_what_it_does_not_name(uow: FakeUnitOfWork) -> None:
    scopes = FakeScopes()
    change = ChangeScope(uow, scopes)
    await change(ADMIN, ChangeScopeCommand(version=0, platforms=("Linux",)))
    scope = await change(ADMIN, ChangeScopeCommand(version=1, include_pre=True))
    assert (scope.boundaries.platforms, scope.boundaries.include_pre) == (("Linux",), True)
    with pytest.raises(Forbidden):
        await change(LEAD, ChangeScopeCommand(version=2, include_pre=False))


async def test_today_is_the_organisations_today(uow: FakeUnitOfWork) -> None:
    scopes = FakeScopes()
    await ChangeScope(uow, scopes)(ADMIN, ChangeScopeCommand(version=0, time_zone="Pacific/Kiritimati"))
    exclude = ExcludeTechnique(uow, scopes, IDS, StillClock())  # 24 November, noon in UTC: the 25th over there
    yesterday = ExcludeTechniqueCommand(version=None, technique="T1", reason="x", until=date(2026, 11, 24))
    with pytest.raises(Exception, match="left out like this"):
        await exclude(ADMIN, yesterday)
    today = ExcludeTechniqueCommand(version=None, technique="T1", reason="x", until=date(2026, 11, 25))
    assert technique_id("T1") in (await exclude(ADMIN, today)).exclusions


async def test_a_tool_keeps_its_days_unless_they_are_taken_away(uow: FakeUnitOfWork) -> None:
    tools = FakeTools()
    description = Description(name="EDR", kind="edr", active_from=date(2026, 1, 1), active_to=date(2026, 2, 1))
    tool = await AddTool(uow, tools, CountedIds())(LEAD, AddToolCommand(description=description))
    change = ChangeTool(uow, tools)
    renamed = await change(ADMIN, ChangeToolCommand(tool_id=tool.id, version=1, name="XDR"))
    assert (renamed.description.name, renamed.description.active_to) == ("XDR", date(2026, 2, 1))
    endless = await change(ADMIN, ChangeToolCommand(tool_id=tool.id, version=2, active_to=None))
    assert (endless.description.active_from, endless.description.active_to) == (date(2026, 1, 1), None)
