"""State x move x role x relation, as rows: generated from the moves' table and the rights, printed in the documents,
and driven row by row against the HTTP API by a test."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import UUID

from aegis_kernel.rights import Action, Caller, Role, may
from aegis_testing.domain.allowed import RULES, obstacles_of, relations_of, right_of
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.execution import Execution
from aegis_testing.domain.observation import Observation
from aegis_testing.domain.people import Person
from aegis_testing.domain.procedure import Technique, custom_procedure
from aegis_testing.domain.side import Side
from aegis_testing.domain.test import Test
from aegis_testing.domain.words import SIDES, MoveName, SideName

Stage = Literal["draft", "red_executing", "blue_evaluating", "in_review", "rejected", "validated", "cancelled", "held"]
STAGES: tuple[Stage, ...] = (
    "draft", "red_executing", "blue_evaluating", "in_review", "rejected", "validated", "cancelled", "held",
)  # fmt: skip
"""The states, and a test in review that is held. A rejected one was rejected on its red side."""
Standing = Literal["none", "red", "blue", "author"]
STANDINGS: tuple[Standing, ...] = ("none", "red", "blue", "author")
"""How the caller stands to the test: not at all, but that a vote there is theirs; as assignee of a side, which they
have worked on and handed in; as the author of one whose sides nobody has."""
ELSEWHERE: frozenset[MoveName] = frozenset({"tell"})
"""Moves of blind tests alone, which `obstacles/blind.py` decides on."""

AT = datetime(2026, 11, 24, 8, tzinfo=UTC)
TECHNIQUE = Technique(id=UUID(int=1059), attack_id="T1059.001", name="PowerShell")
SOMEBODY = Person(UUID(int=0xA1), "Somebody")
RED_WORKER, BLUE_WORKER = Person(UUID(int=0xA2), "Red worker"), Person(UUID(int=0xA3), "Blue worker")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What comes of a move: `right` whether the caller has it; `codes` what else stands in the way, and nothing when it
    is made."""

    stage: Stage
    move: MoveName
    side: SideName | None
    role: Role
    standing: Standing
    right: bool
    codes: tuple[str, ...]

    @property
    def allowed(self) -> bool:
        return self.right and not self.codes


def specimen(stage: Stage, me: Person, standing: Standing, *, id_: UUID, number: int) -> Test:
    """A test at that stage, whose work is whole and contradicts nothing, with `me` standing to it so."""
    execution = Execution(
        id=UUID(int=id_.int ^ 1), platform="Windows", environment="lab", outcome="succeeded", started_at=AT
    )
    seen = Observation(id=UUID(int=id_.int ^ 2), execution_id=execution.id, tool="Sensor", rung="alert")
    free = standing == "author"
    workers = {
        "red": me if standing == "red" else RED_WORKER,
        "blue": me if standing == "blue" else BLUE_WORKER,
    }
    red, blue = (
        Side(assignee=None if free else who, since=AT, workers=frozenset({who.id})) for who in workers.values()
    )
    red_in, blue_in = red.submitted(workers["red"], AT), blue.submitted(workers["blue"], AT)
    voter = me if standing == "none" else SOMEBODY
    sides: dict[Stage, tuple[Side, Side]] = {
        "draft": (red, blue),
        "red_executing": (red, blue),
        "blue_evaluating": (red_in, blue),
        "in_review": (red_in, blue_in),
        "held": (red_in, blue_in),
        "rejected": (red_in.rejected(voter, AT), blue_in),
        "validated": (red_in.approved(SOMEBODY, AT), blue_in.approved(SOMEBODY, AT)),
        "cancelled": (red, blue),
    }
    test = Test(
        id=id_,
        number=number,
        version=1,
        technique=TECHNIQUE,
        drafted_technique_id=TECHNIQUE.id,
        procedure=custom_procedure("Step", "whoami"),
        author=me if standing == "author" else SOMEBODY,
        drafted_at=AT,
        updated_at=AT,
        red=sides[stage][0],
        blue=sides[stage][1],
        held=stage == "held",
        started_at=None if stage == "draft" else AT,
        cancelled_at=AT if stage == "cancelled" else None,
        executions=() if stage == "draft" else (execution,),
        observations=() if stage == "draft" else (seen,),
        last_event="TestDrafted",
    )
    test.read_version = 1
    return test


def caller_of(role: Role) -> Caller:
    """Somebody with that role alone."""
    number = list(Role).index(role)
    return Caller(id=UUID(int=0xC0 + number), name=f"A {role}", roles=frozenset({role}))


def right_for(test: Test, move: MoveName, side: SideName) -> Action:
    """The right that a move takes at this stage: what a draft plans is edited by whoever may draft, later by leads."""
    if move in {"edit", "assign"}:
        return Action.TESTS_EDIT_DRAFT if test.started_at is None else Action.TESTS_LEAD
    return right_of(move, side)


def row_for(test: Test, stage: Stage, move: MoveName, side: SideName | None, role: Role, standing: Standing) -> Row:
    caller = caller_of(role)
    right = may(caller, right_for(test, move, side or "red"), relations_of(test, side or "red", caller, move))
    codes = obstacles_of(test, move, side, caller, Circumstances(now=AT + timedelta(hours=1))) if right else ()
    return Row(
        stage=stage, move=move, side=side, role=role, standing=standing, right=right, codes=tuple(sorted(set(codes)))
    )


def rows() -> Iterator[Row]:
    """All of them."""
    for stage in STAGES:
        for role in Role:
            for standing in STANDINGS:
                me = Person.of(caller_of(role))
                test = specimen(stage, me, standing, id_=UUID(int=1 << 64), number=1)
                for rule in RULES:
                    if rule.move in ELSEWHERE:
                        continue
                    for side in SIDES if rule.sided else (None,):
                        yield row_for(test, stage, rule.move, side, role, standing)


def table_as_markdown() -> str:
    """The page's part: for each move and state who makes it. `*` marks a role that has to stand to the test."""
    found: dict[tuple[str, Stage], dict[Role, set[Standing]]] = {}
    moves: dict[str, None] = {}
    for row in rows():
        name = row.move if row.side is None else f"{row.move} ({row.side})"
        moves[name] = None
        if row.allowed:
            found.setdefault((name, row.stage), {}).setdefault(row.role, set()).add(row.standing)
    head = "| move | " + " | ".join(STAGES) + " |\n" + "|---" * (len(STAGES) + 1) + "|\n"
    lines = [
        f"| {name} | " + " | ".join(_who(found.get((name, stage), {})) for stage in STAGES) + " |" for name in moves
    ]
    return (
        "\n## Moves of a test, by state\n\n"
        "From the same rules by which the service decides, and driven row by row against its API, allowed and refused. "
        "`held` is a test in review that is held; a rejected one was rejected on its red side. A star: only as who "
        "the move asks for: its assignee, submitter, voter, author; claims are of sides that nobody has. Whoever is "
        "left out is refused: 403 without the right, 409 with all that stands in the "
        "way. Review policy `dual`; blind tests refuse more.\n\n" + head + "\n".join(lines) + "\n"
    )


def _who(roles: dict[Role, set[Standing]]) -> str:
    said = [f"{role}{'' if 'none' in standings else '*'}" for role, standings in roles.items()]
    if len(said) == len(Role):
        return "everybody" + ("*" if said[0].endswith("*") else "")
    return ", ".join(said) or "-"
