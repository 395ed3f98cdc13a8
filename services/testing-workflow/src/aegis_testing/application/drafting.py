"""How a new test comes to be: technique, procedure and people found, a number drawn, the draft made."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from aegis_kernel.clock import Clock
from aegis_kernel.errors import Fault, Invalid, NotKnownYet
from aegis_kernel.ids import Ids
from aegis_kernel.rights import Action, Caller, require
from aegis_testing.application.assignees import Assignees
from aegis_testing.application.ports import KnownTechnique, Organisation, Techniques, Tests
from aegis_testing.application.procedures import Procedures, TemplateChoice
from aegis_testing.domain.blind import Blind
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.moves.draft import Plan, draft
from aegis_testing.domain.procedure import Procedure
from aegis_testing.domain.template import technique_for
from aegis_testing.domain.test import Test
from aegis_testing.domain.words import RevealWhen, Rung


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindChoice:
    """How a test is to be blind: `white_cell` are users by id."""

    window_from: datetime | None = None
    window_until: datetime | None = None
    reveal: RevealWhen = "blue_submit"
    reveal_at: datetime | None = None
    white_cell: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftTestCommand:
    """`technique` is an id or an ATT&CK id (T1059.001); with a template that tries one technique it may be left out.
    Either `procedure` or `template` is given."""

    technique: UUID | str | None
    procedure: Procedure | None = None
    template: TemplateChoice | None = None
    expected: Rung | None = None
    expected_tools: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    due: date | None = None
    red_assignee: UUID | None = None
    blue_assignee: UUID | None = None
    blind: BlindChoice | None = None


class Drafting:
    """Makes a draft and adds it nowhere: for commands that draft one, and for those that draft many. Used inside a unit
    of work. Raises as `DraftTest`."""

    def __init__(
        self,
        tests: Tests,
        techniques: Techniques,
        procedures: Procedures,
        assignees: Assignees,
        organisation: Organisation,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._tests = tests
        self._techniques = techniques
        self._procedures = procedures
        self._assignees = assignees
        self._organisation = organisation
        self._clock = clock
        self._ids = ids

    async def of(self, caller: Caller, command: DraftTestCommand) -> Test:
        """The draft. `require_drafting` comes before it."""
        known, procedure = await self._what(command)
        blind = await self._blind(command.blind)
        plan = Plan(
            procedure=procedure,
            expected=command.expected,
            expected_tools=command.expected_tools,
            tags=command.tags,
            due=command.due,
            red_assignee=await self._assignees.find("red", command.red_assignee),
            blue_assignee=await self._assignees.find("blue", command.blue_assignee, blind),
            blind=blind,
        )
        now = Circumstances(now=self._clock.now(), policy=await self._organisation.policy())
        number = await self._tests.next_number()
        return draft(self._ids.new(), number, known.technique, plan, caller, now, drafted_technique_id=known.named_id)

    async def _blind(self, choice: BlindChoice | None) -> Blind | None:
        if choice is None:
            return None
        return Blind(
            window_from=choice.window_from,
            window_until=choice.window_until,
            reveal=choice.reveal,
            reveal_at=choice.reveal_at,
            white_cell=await self._assignees.white_cell(choice.white_cell),
        )

    async def _what(self, command: DraftTestCommand) -> tuple[KnownTechnique, Procedure]:
        named = None if command.technique is None else await self._technique(command.technique)
        if command.template is not None and command.procedure is None:
            template, procedure = await self._procedures.of(command.template)
            technique_id = technique_for(template, named.technique.id if named else None)
            return named or await self._technique(technique_id), procedure
        if command.procedure is None or command.template is not None:
            detail = "A test is by a template or by a procedure of its own: give one of them."
            raise Invalid("invalid", detail, [Fault("/procedure", detail, "procedure_or_template")])
        if named is None:
            detail = "Which technique does this procedure try?"
            raise Invalid("invalid", detail, [Fault("/technique", detail, "technique_needed")])
        return named, command.procedure

    async def _technique(self, named: UUID | str) -> KnownTechnique:
        known = await self._techniques.find(named)
        if known is None:
            raise NotKnownYet(f"No technique {named} is known here (yet).")
        if known.state != "active":
            detail = f"{known.technique.attack_id} is {known.state}; a test tries an active technique."
            raise Invalid("invalid", detail, [Fault("/technique", detail, "technique_not_active")])
        return known


def require_drafting(caller: Caller, command: DraftTestCommand) -> None:
    """Raises `Forbidden` unless `caller` may draft such a test."""
    require(caller, Action.TESTS_DRAFT)
    if command.blind is not None:
        require(caller, Action.TESTS_BLIND)
