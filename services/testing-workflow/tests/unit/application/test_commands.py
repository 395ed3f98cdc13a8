"""Use cases over fakes: who may, in which order things are looked at, what is kept and what is not."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from testing_support.fakes import FakeOrganisation, FakePeople, FakeTechniques, FakeTemplates, FakeTools, Office
from testing_support.people import BELA, BERT, BRIT, ROSA, RUTH, VERA
from testing_support.tests import NOON, POWERSHELL, Desk

from aegis_kernel.errors import DomainError, Forbidden, Invalid, NotFound, NotKnownYet, RuleBroken, Stale
from aegis_testing.adapters.evidence_store.store import ObjectEvidenceStore
from aegis_testing.application.assignees import Assignees
from aegis_testing.application.commands.add_execution import AddExecution, AddExecutionCommand
from aegis_testing.application.commands.add_observation import AddObservation, AddObservationCommand
from aegis_testing.application.commands.approve_side import ApproveSide, ApproveSideCommand
from aegis_testing.application.commands.attach_evidence import AttachEvidence, AttachEvidenceCommand
from aegis_testing.application.commands.delete_draft import DeleteDraft, DeleteDraftCommand
from aegis_testing.application.commands.draft_test import DraftTest
from aegis_testing.application.commands.edit_test import EditTest, EditTestCommand
from aegis_testing.application.commands.retest import Retest, RetestCommand
from aegis_testing.application.commands.start_test import StartTest, StartTestCommand
from aegis_testing.application.commands.submit_side import SubmitSide, SubmitSideCommand
from aegis_testing.application.drafting import Drafting, DraftTestCommand
from aegis_testing.application.places import Places
from aegis_testing.application.ports import KnownTechnique, KnownTool, Vocabulary
from aegis_testing.application.procedures import Procedures, TemplateChoice
from aegis_testing.application.tool_choice import ToolChoice
from aegis_testing.domain.arguments import Argument
from aegis_testing.domain.evidence import Content
from aegis_testing.domain.execution import Execution
from aegis_testing.domain.moves.draft import PlanChange
from aegis_testing.domain.observation import Observation
from aegis_testing.domain.procedure import Technique, custom_procedure
from aegis_testing.domain.template import Template
from aegis_testkit.objects import MemoryObjectStore, chunks_of

DUMP = Template(
    id=UUID(int=4001),
    name="Dump to a file",
    revision=3,
    technique_ids=(POWERSHELL.id,),
    platforms=("Windows",),
    executor="powershell",
    command="dump --to #{path} --as #{user}",
    clean_up="rm #{path}",
    arguments=(Argument(name="path", value="C:\\dump"), Argument(name="user"), Argument(name="unused")),
)
STALE = replace(DUMP, id=UUID(int=4002), usable=False, why="it is withdrawn")


def drafting(office: Office, techniques: FakeTechniques | None = None, people: FakePeople | None = None) -> DraftTest:
    found = Drafting(
        office.tests,
        techniques or FakeTechniques(),
        Procedures(FakeTemplates(DUMP, STALE)),
        Assignees(people or FakePeople()),
        office.organisation,
        office.clock,
        office.ids,
    )
    return DraftTest(office.uow, office.tests, found)


def step(**more: Any) -> DraftTestCommand:
    return DraftTestCommand(**{"technique": "T1059.001", "procedure": custom_procedure("Step"), **more})


async def test_a_draft_is_kept_and_told(desk: Desk) -> None:
    office = Office(desk)
    test = await drafting(office)(ROSA, step(red_assignee=ROSA.id, blue_assignee=BELA.id))
    assert office.kept(test).technique == POWERSHELL
    assert office.kept(test).blue.assignee is not None
    assert office.tests.events == ["TestDrafted"]
    assert office.uow.commits == 1


async def test_whoever_may_not_draft_is_told_nothing_of_techniques(desk: Desk) -> None:
    with pytest.raises(Forbidden):
        await drafting(Office(desk))(VERA, step(technique="T9999"))


async def test_a_technique_has_to_be_known_and_active(desk: Desk) -> None:
    office = Office(desk)
    with pytest.raises(NotKnownYet):
        await drafting(office)(ROSA, step(technique=uuid4()))
    revoked = FakeTechniques(KnownTechnique(named_id=POWERSHELL.id, technique=POWERSHELL, state="revoked"))
    with pytest.raises(Invalid):
        await drafting(office, revoked)(ROSA, step())
    assert office.uow.commits == 0


@pytest.mark.parametrize("assignee", [VERA.id, BELA.id])
async def test_a_side_goes_to_somebody_with_its_role(desk: Desk, assignee: Any) -> None:
    with pytest.raises(Invalid):
        await drafting(Office(desk))(ROSA, step(red_assignee=assignee))


async def test_nobody_unknown_or_gone_gets_a_side(desk: Desk) -> None:
    with pytest.raises(NotKnownYet):
        await drafting(Office(desk))(ROSA, step(red_assignee=uuid4()))
    with pytest.raises(Invalid):
        await drafting(Office(desk), people=FakePeople([ROSA.id]))(ROSA, step(red_assignee=ROSA.id))


async def test_the_right_comes_before_the_version(desk: Desk) -> None:
    test = desk.in_review()
    office = Office(desk, test)
    approve = ApproveSide(office.uow, office.tests, office.access)
    with pytest.raises(Forbidden):
        await approve(VERA, ApproveSideCommand(test=test.id, side="red", version=1))
    with pytest.raises(Stale) as refused:
        await approve(RUTH, ApproveSideCommand(test=test.id, side="red", version=1))
    assert refused.value.current == test.version
    with pytest.raises(NotFound):
        await approve(RUTH, ApproveSideCommand(test=uuid4(), side="red", version=1))
    done = await approve(RUTH, ApproveSideCommand(test=test.number, side="red", version=test.version))
    assert done.red.status == "approved"
    assert office.tests.events == ["SideApproved"]


async def test_a_refused_move_keeps_nothing(desk: Desk) -> None:
    test = desk.started()
    office = Office(desk, test)
    submit = SubmitSide(office.uow, office.tests, office.access)
    with pytest.raises(RuleBroken):
        await submit(ROSA, SubmitSideCommand(test=test.id, side="red", version=test.version))
    assert (office.uow.commits, office.tests.events) == (0, [])


async def test_only_the_author_deletes_a_draft(desk: Desk) -> None:
    test = desk.drafted(ROSA)
    office = Office(desk, test)
    delete = DeleteDraft(office.uow, office.tests, office.access)
    with pytest.raises(Forbidden):
        await delete(RUTH, DeleteDraftCommand(test=test.id, version=test.version))
    await delete(ROSA, DeleteDraftCommand(test=test.id, version=test.version))
    assert office.kept(test).deleted_at is not None


async def test_an_edit_is_all_or_nothing(desk: Desk) -> None:
    test = desk.started()
    office = Office(desk, test)
    edit = EditTest(office.uow, office.tests, office.access, Assignees(FakePeople()), Procedures(FakeTemplates(DUMP)))
    command = EditTestCommand(
        test=test.id, version=test.version, plan=PlanChange(tags=("x",)), notes={"blue": "not mine"}
    )
    with pytest.raises(Forbidden):
        await edit(ROSA, command)
    assert office.kept(test).tags == ()
    whole = EditTestCommand(
        test=test.id,
        version=test.version,
        plan=PlanChange(tags=("x",), due=NOON.date()),
        assignees={"blue": BRIT.id},
        notes={"blue": "handed over"},
    )
    edited = await edit(BERT, whole)
    assert (edited.tags, edited.due, edited.blue.notes) == (("x",), NOON.date(), "handed over")
    assert office.tests.events == ["TestRecorded"] * 3


@pytest.mark.parametrize(
    "who, change, allowed",
    [
        (ROSA, PlanChange(tags=("x",)), True),
        (ROSA, PlanChange(due=NOON.date()), False),
        (BRIT, PlanChange(tags=("x",)), False),
        (RUTH, PlanChange(expected="alert"), True),
    ],
)
async def test_after_the_start_the_plan_is_the_leads(desk: Desk, who: Any, change: PlanChange, allowed: bool) -> None:
    test = desk.started()
    office = Office(desk, test)
    edit = EditTest(office.uow, office.tests, office.access, Assignees(FakePeople()), Procedures(FakeTemplates(DUMP)))
    command = EditTestCommand(test=test.id, version=test.version, plan=change)
    if allowed:
        await edit(who, command)
    else:
        with pytest.raises(Forbidden):
            await edit(who, command)


async def test_two_retests_asked_for_at_once_are_counted_both(desk: Desk) -> None:
    original = desk.validated()
    office = Office(desk, original)
    retest = Retest(office.uow, office.tests, office.access, office.ids)
    for number in range(3):
        version = office.kept(original).version
        made = await retest(RUTH, RetestCommand(test=original.id, version=version))
        assert made.retest_of == original.id, number
        with pytest.raises(Stale):
            await retest(RUTH, RetestCommand(test=original.id, version=version))
    with pytest.raises(RuleBroken):
        await retest(RUTH, RetestCommand(test=original.id, version=office.kept(original).version))
    assert office.tests.events == ["RetestRequested", "TestDrafted"] * 3


def ran(**facts: Any) -> Execution:
    return Execution(**{"id": uuid4(), "platform": "windows", "environment": " LAB", "outcome": "succeeded", **facts})


async def test_places_are_spelt_as_they_are_known(desk: Desk) -> None:
    test = desk.started()
    office = Office(desk, test)
    words = Vocabulary(platforms=frozenset({"Windows"}), environments=frozenset({"lab"}))
    add = AddExecution(office.uow, office.tests, office.access, Places(FakeOrganisation(vocabulary=words)))
    done = await add(ROSA, AddExecutionCommand(test=test.id, version=test.version, execution=ran()))
    assert (done.executions[0].platform, done.executions[0].environment) == ("Windows", "lab")
    with pytest.raises(Invalid) as refused:
        unknown = ran(platform="Amiga", environment="moon")
        await add(ROSA, AddExecutionCommand(test=test.id, version=done.version, execution=unknown))
    assert [fault.code for fault in refused.value.faults] == ["platform_unknown", "environment_unknown"]


async def test_before_the_scope_is_told_places_are_taken_as_they_come(desk: Desk) -> None:
    test = desk.started()
    office = Office(desk, test)
    add = AddExecution(office.uow, office.tests, office.access, Places(office.organisation))
    done = await add(ROSA, AddExecutionCommand(test=test.id, version=test.version, execution=ran()))
    assert done.executions[0].platform == "windows"


async def test_a_tool_is_typed_only_while_none_is_named(desk: Desk) -> None:
    test = desk.started()
    seen = Observation(id=uuid4(), execution_id=desk.executed(test).id, tool="edr", rung="alert")
    office = Office(desk, test)

    def add(*tools: KnownTool) -> AddObservation:
        return AddObservation(office.uow, office.tests, office.access, ToolChoice(FakeTools(*tools)))

    command = AddObservationCommand(test=test.id, version=test.version, observation=seen)
    with pytest.raises(Invalid):
        await add(KnownTool(id=uuid4(), name="SIEM"))(BELA, command)
    known = KnownTool(id=uuid4(), name="EDR")
    done = await add(known)(BELA, command)
    assert (done.observations[0].tool, done.observations[0].tool_id) == ("EDR", known.id)


class File:
    """A file that has come in; `says` is the hash that it claims to have."""

    def __init__(self, data: bytes, says: str | None = None) -> None:
        import hashlib

        sha256 = says or hashlib.sha256(data).hexdigest()
        self.content = Content(name="a.txt", media_type="text/plain", size=len(data), sha256=sha256)
        self.data = data
        self.sample = None

    def chunks(self) -> AsyncIterator[bytes]:
        return chunks_of([self.data])


async def test_bytes_are_kept_only_for_whoever_may_attach_them(desk: Desk) -> None:
    test, draft = desk.started(), desk.drafted()
    office, objects = Office(desk, test, draft), MemoryObjectStore()
    attach = AttachEvidence(office.uow, office.tests, office.access, ObjectEvidenceStore(objects), office.ids)
    for who, where, refusal in ((BELA, test, Forbidden), (ROSA, draft, Forbidden)):
        with pytest.raises(refusal):
            await attach(who, AttachEvidenceCommand(test=where.id, side="red", file=File(b"x")))
    with pytest.raises(RuleBroken):
        await attach(RUTH, AttachEvidenceCommand(test=draft.id, side="red", file=File(b"x")))
    assert objects.objects == {}
    _, piece = await attach(ROSA, AttachEvidenceCommand(test=test.id, side="red", file=File(b"x")))
    assert [key.rsplit("/", 1)[-1] for key in objects.objects] == [piece.content.sha256]
    assert office.tests.events == ["EvidenceAttached"]


async def test_other_bytes_than_promised_are_not_kept(desk: Desk) -> None:
    from aegis_kernel.errors import Away

    test = desk.started()
    office, objects = Office(desk, test), MemoryObjectStore()
    attach = AttachEvidence(office.uow, office.tests, office.access, ObjectEvidenceStore(objects), office.ids)
    with pytest.raises(Away):
        await attach(ROSA, AttachEvidenceCommand(test=test.id, side="red", file=File(b"x", says="0" * 64)))
    assert objects.objects == {}
    assert office.tests.events == []


def by_template(**more: Any) -> DraftTestCommand:
    choice = TemplateChoice(id=more.pop("id", DUMP.id), arguments=more.pop("arguments", {}))
    return DraftTestCommand(**{"technique": None, "template": choice, **more})


async def test_a_draft_copies_the_present_version_of_a_template(desk: Desk) -> None:
    office = Office(desk)
    test = await drafting(office)(ROSA, by_template(arguments={"user": "svc"}))
    procedure = office.kept(test).procedure
    assert (procedure.key, procedure.template_revision) == (f"template:{DUMP.id}", 3)
    assert (procedure.command, procedure.clean_up) == (DUMP.command, DUMP.clean_up)
    assert [(one.name, one.value, one.filled_by) for one in procedure.arguments] == [
        ("path", "C:\\dump", "default"),
        ("user", "svc", "person"),
        ("unused", None, "default"),
    ]
    assert test.technique == POWERSHELL


async def test_an_argument_that_is_used_and_not_filled_blocks_the_start(desk: Desk) -> None:
    office = Office(desk)
    test = await drafting(office)(ROSA, by_template(red_assignee=ROSA.id))
    start = StartTest(office.uow, office.tests, office.access)
    with pytest.raises(RuleBroken) as refused:
        await start(ROSA, StartTestCommand(test=test.id, version=test.version))
    assert [(fault.pointer, fault.code) for fault in refused.value.faults] == [
        ("/procedure/arguments/user", "argument_missing")
    ]
    edit = EditTest(office.uow, office.tests, office.access, Assignees(FakePeople()), Procedures(FakeTemplates()))
    edited = await edit(ROSA, EditTestCommand(test=test.id, version=test.version, arguments={"user": ""}))
    started = await start(ROSA, StartTestCommand(test=test.id, version=edited.version))
    assert started.state == "red_executing"


@pytest.mark.parametrize(
    "command, error, code",
    [
        (by_template(id=uuid4()), NotKnownYet, "not_known_yet"),
        (by_template(id=STALE.id), RuleBroken, "template_not_usable"),
        (by_template(arguments={"nope": "1"}), Invalid, "unknown"),
        (by_template(technique="T9999"), NotKnownYet, "not_known_yet"),
        (DraftTestCommand(technique="T1059.001"), Invalid, "procedure_or_template"),
        (by_template(procedure=custom_procedure("Step")), Invalid, "procedure_or_template"),
        (DraftTestCommand(technique=None, procedure=custom_procedure("Step")), Invalid, "technique_needed"),
    ],
    ids=["unknown", "withdrawn", "argument", "technique", "neither", "both", "no technique"],
)
async def test_what_cannot_be_drafted_is_refused_with_its_reason(
    desk: Desk, command: DraftTestCommand, error: type[DomainError], code: str
) -> None:
    office = Office(desk)
    with pytest.raises(error) as refused:
        await drafting(office)(ROSA, command)
    assert code in {refused.value.code, *(fault.code for fault in refused.value.faults)}
    assert office.uow.commits == 0


async def test_a_template_of_another_technique_is_not_taken(desk: Desk) -> None:
    other = KnownTechnique(
        named_id=UUID(int=9), technique=Technique(id=UUID(int=9), attack_id="T1003", name="Dumping"), state="active"
    )
    with pytest.raises(Invalid) as refused:
        await drafting(Office(desk), FakeTechniques(other))(ROSA, by_template(technique="T1003"))
    assert [fault.code for fault in refused.value.faults] == ["template_of_another_technique"]


async def test_a_draft_takes_up_another_version_of_its_template_when_asked(desk: Desk) -> None:
    office = Office(desk)
    test = await drafting(office)(ROSA, by_template())
    newer = replace(DUMP, revision=4, command="dump2 #{path}")
    edit = EditTest(office.uow, office.tests, office.access, Assignees(FakePeople()), Procedures(FakeTemplates(newer)))
    choice = TemplateChoice(id=DUMP.id, arguments={"path": "D:"})
    edited = await edit(ROSA, EditTestCommand(test=test.id, version=test.version, template=choice))
    assert (edited.procedure.template_revision, edited.procedure.command) == (4, "dump2 #{path}")
    assert edited.procedure.key == test.procedure.key
