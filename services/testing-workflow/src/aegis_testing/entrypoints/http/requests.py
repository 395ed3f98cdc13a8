"""What people send about a test as a whole."""

from datetime import date
from typing import Annotated, TypeVar
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from aegis_kernel.errors import Fault
from aegis_testing.application.drafting import BlindChoice
from aegis_testing.application.procedures import TemplateChoice
from aegis_testing.domain.blind import MAX_WHITE_CELL
from aegis_testing.domain.keep import KEEP, Keep
from aegis_testing.domain.limits import MAX_ARGUMENT, MAX_EXPECTED_TOOLS, MAX_REASON, MAX_TAGS, MAX_WORD, raise_if_any
from aegis_testing.domain.procedure import Procedure, custom_procedure
from aegis_testing.domain.words import RevealWhen, Rung, SideName
from aegis_testing.entrypoints.http.instants import Instant, utc

T = TypeVar("T")

Word = Annotated[str, Meta(min_length=1, max_length=MAX_WORD)]
Tags = Annotated[tuple[Word, ...], Meta(max_length=MAX_TAGS)]
ToolNames = Annotated[tuple[Word, ...], Meta(max_length=MAX_EXPECTED_TOOLS)]
Arguments = Annotated[
    dict[Annotated[str, Meta(max_length=MAX_WORD)], Annotated[str, Meta(max_length=MAX_ARGUMENT)] | None],
    Meta(max_length=100),
]
Reason = Annotated[str, Meta(min_length=1, max_length=MAX_REASON)]


class ProcedureRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A custom step. Its name names the line: tests of one technique with the same name try the same thing."""

    name: Word
    command: str = ""
    clean_up: str = ""

    def procedure(self) -> Procedure:
        return custom_procedure(self.name, self.command, self.clean_up)


class TemplateRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A template of the catalogue, by id, and values for its arguments by name: what is left out keeps its default,
    null leaves an argument empty."""

    id: UUID
    arguments: Arguments = {}

    def choice(self) -> TemplateChoice:
        return TemplateChoice(id=self.id, arguments=self.arguments)


class AssigneesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who works on which side, by user id; null is nobody, a side left out stays as it is."""

    red: UUID | UnsetType | None = UNSET
    blue: UUID | UnsetType | None = UNSET

    def by_side(self) -> dict[SideName, UUID | None]:
        found: dict[SideName, UUID | None] = {}
        if not isinstance(self.red, UnsetType):
            found["red"] = self.red
        if not isinstance(self.blue, UnsetType):
            found["blue"] = self.blue
        return found


class BlindRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A test whose red side others do not see, until blue submits, or `at` a time, or until a red `lead` reveals it.
    The window is what blue is told; the white cell are users, by id, who see all of it."""

    window_from: Instant | None = None
    window_until: Instant | None = None
    reveal: RevealWhen = "blue_submit"
    reveal_at: Instant | None = None
    white_cell: Annotated[tuple[UUID, ...], Meta(max_length=MAX_WHITE_CELL)] = ()

    def choice(self) -> BlindChoice:
        return BlindChoice(
            window_from=utc(self.window_from, "/blind/window_from"),
            window_until=utc(self.window_until, "/blind/window_until"),
            reveal=self.reveal,
            reveal_at=utc(self.reveal_at, "/blind/reveal_at"),
            white_cell=self.white_cell,
        )


class DraftRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new test, by a template or by a procedure of its own. `technique` is an id or an ATT&CK id (`T1059.001`); it
    may be left out with a template that tries one technique."""

    technique: Word | None = None
    procedure: ProcedureRequest | None = None
    template: TemplateRequest | None = None
    assignees: AssigneesRequest = AssigneesRequest()
    expected: Rung | None = None
    expected_tools: ToolNames = ()
    tags: Tags = ()
    due: date | None = None
    blind: BlindRequest | None = None


class SideNotesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    notes: str


class TestPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is; null takes `expected` or `due` away. Of `procedure`, `template` and `arguments`
    one is given at most: words of one's own, a template's present version, or values for the arguments of the procedure
    that the draft has."""

    __test__ = False

    procedure: ProcedureRequest | UnsetType = UNSET
    template: TemplateRequest | UnsetType = UNSET
    arguments: Arguments = {}
    assignees: AssigneesRequest = AssigneesRequest()
    expected: Rung | UnsetType | None = UNSET
    expected_tools: ToolNames | UnsetType = UNSET
    tags: Tags | UnsetType = UNSET
    due: date | UnsetType | None = UNSET
    red: SideNotesRequest | UnsetType = UNSET
    blue: SideNotesRequest | UnsetType = UNSET

    def check(self) -> None:
        """Raises `Invalid` when more than one says what the test tries."""
        given = [
            name
            for name, is_given in (
                ("procedure", not isinstance(self.procedure, UnsetType)),
                ("template", not isinstance(self.template, UnsetType)),
                ("arguments", bool(self.arguments)),
            )
            if is_given
        ]
        if len(given) > 1:
            detail = "Of procedure, template and arguments one can be given at a time."
            raise_if_any([Fault(f"/{name}", detail, "one_at_a_time") for name in given], detail)

    def notes(self) -> dict[SideName, str]:
        found: dict[SideName, str] = {}
        if not isinstance(self.red, UnsetType):
            found["red"] = self.red.notes
        if not isinstance(self.blue, UnsetType):
            found["blue"] = self.blue.notes
        return found


class ReasonRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why: this action takes a reason."""

    reason: Reason


class PerhapsReason(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why, if one wants to say it. The whole body may be left out."""

    reason: Annotated[str, Meta(max_length=MAX_REASON)] | None = None


NO_REASON = PerhapsReason()


class ShiftRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """By how much all times of the side are off: what is added to each of them."""

    offset_seconds: float


class ExplanationRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a contradiction is none: its `key` as the test shows it, the side that explains it, and the words."""

    key: Word
    side: SideName
    explanation: Reason


def kept(value: T | UnsetType) -> T | Keep:
    """What was left out is kept."""
    return KEEP if isinstance(value, UnsetType) else value
