"""Reads what was known at instants: five queries in all, whatever the number of techniques, tests and instants."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
import msgspec

from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_scoring.adapters.persistence import known_sql as sql
from aegis_scoring.application.known import Evidence, Known, TechniqueFacts
from aegis_scoring.domain.configuration import Configuration
from aegis_scoring.domain.lines import Line
from aegis_scoring.domain.periods import FOREVER
from aegis_scoring.domain.results import Result
from aegis_scoring.domain.scope import Scope
from aegis_scoring.domain.successions import ends, told_as
from aegis_scoring.domain.technique_inputs import Defence, Evaluation, Rule, Work

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Row: TypeAlias = asyncpg.Record

PRESENT = FOREVER - timedelta(days=1)
"""What is known at this instant is what is known now, whatever clocks say."""


@dataclass(slots=True)
class Settings:
    """What holds for all techniques at one instant. `chain_ends` is where successions lead to."""

    scope: Scope = field(default_factory=Scope)
    configuration: Configuration = field(default_factory=Configuration)
    chain_ends: dict[UUID, UUID] = field(default_factory=dict)


class SqlPresentInputs:
    """`PresentInputs` inside a unit of work."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def present(self, technique_ids: Collection[UUID]) -> Known:
        driver = await driver_of(self._uow.connection)
        return (await known_at(driver, [PRESENT], technique_ids))[PRESENT]

    async def maintained(self) -> Known:
        driver = await driver_of(self._uow.connection)
        return await maintained(driver)


async def known_at(
    connection: Connection, instants: Sequence[datetime], technique_ids: Collection[UUID] | None
) -> dict[datetime, Known]:
    """What was known at each of `instants` of these techniques (None: of all)."""
    settings = await settings_at(connection, instants)
    asked = None if technique_ids is None else list(technique_ids)
    facts: dict[datetime, dict[UUID, TechniqueFacts]] = {instant: {} for instant in instants}
    for row in await connection.fetch(sql.TECHNIQUES, instants, asked):
        facts[row["instant"]][row["technique_id"]] = technique_facts(row)
    evidence = await _evidence(connection, settings, asked)
    return {
        instant: Known(
            scope=its.scope, configuration=its.configuration, facts=facts[instant], evidence=evidence[instant]
        )
        for instant, its in settings.items()
    }


async def maintained(connection: Connection) -> Known:
    """What is known now, as it was worked out when it was last changed: one row a technique."""
    settings = (await settings_at(connection, [PRESENT]))[PRESENT]
    rows = await connection.fetch(sql.MAINTAINED)
    return Known(
        scope=settings.scope,
        configuration=settings.configuration,
        facts={row["technique_id"]: technique_facts(row) for row in rows if row["attack_id"] is not None},
        evidence={row["technique_id"]: decode_evidence(row["inputs"]) for row in rows if row["inputs"] is not None},
    )


async def settings_at(connection: Connection, instants: Sequence[datetime]) -> dict[datetime, Settings]:
    """Scope, active configuration and successions at each of `instants`."""
    found = {instant: Settings() for instant in instants}
    steps: dict[datetime, dict[UUID, UUID]] = {instant: {} for instant in instants}
    for row in await connection.fetch(sql.SETTINGS, instants):
        its, said = found[row["instant"]], row["said"]
        if row["kind"] == "scope":
            its.scope = msgspec.convert(said, Scope)
        elif row["kind"] == "configuration":
            its.configuration = msgspec.convert(said, Configuration)
        else:
            steps[row["instant"]][UUID(said["old_id"])] = UUID(said["target_id"])
    for instant, its in found.items():
        its.chain_ends = ends(steps[instant])
    return found


async def _evidence(
    connection: Connection, settings: Mapping[datetime, Settings], asked: list[UUID] | None
) -> dict[datetime, dict[UUID, Evidence]]:
    """What tests, rules and defences come to, by instant and technique."""
    instants = list(settings)
    moved = [(instant, old, end) for instant, its in settings.items() for old, end in its.chain_ends.items()]
    followed = [[step[place] for step in moved] for place in range(3)]
    told = None
    if asked is not None:
        told = list({old for its in settings.values() for old in told_as(asked, its.chain_ends)})
    lines: dict[Any, list[Line]] = {}
    for row in await connection.fetch(sql.LINES, instants, *followed, told):
        lines.setdefault((row["instant"], row["technique_id"]), []).append(_line(row))
    work: dict[Any, Work] = {}
    for row in await connection.fetch(sql.WORK, instants, *followed, told):
        work[row["instant"], row["technique_id"]] = _work(row)
    rules: dict[Any, list[Rule]] = {}
    defences: dict[Any, list[Defence]] = {}
    for row in await connection.fetch(sql.ASSUMED, instants, asked):
        place = row["instant"], row["technique_id"]
        if row["kind"] == "rule":
            rules.setdefault(place, []).append(_rule(row))
        else:
            defences.setdefault(place, []).append(Defence(id=row["id"], implemented=row["counts"]))
    found: dict[datetime, dict[UUID, Evidence]] = {instant: {} for instant in instants}
    wanted = None if asked is None else set(asked)
    for place in {*lines, *work, *rules, *defences}:
        instant, technique_id = place
        if wanted is None or technique_id in wanted:
            found[instant][technique_id] = Evidence(
                lines=tuple(lines.get(place, ())),
                rules=tuple(rules.get(place, ())),
                defences=tuple(defences.get(place, ())),
                work=work.get(place, Work()),
            )
    return found


encode_evidence = msgspec.msgpack.Encoder().encode
decode_evidence = msgspec.msgpack.Decoder(Evidence).decode


def technique_facts(row: Row) -> TechniqueFacts:
    return TechniqueFacts(
        id=row["technique_id"],
        attack_id=row["attack_id"],
        name=row["name"],
        state=row["state"],
        platforms=tuple(row["platforms"]),
        domains=tuple(row["domains"]),
        tactic_ids=tuple(row["tactic_ids"]),
        review_required=row["review_required"],
        has_subtechniques=row["has_subtechniques"],
    )


def _line(row: Row) -> Line:
    return Line(
        procedure=row["procedure_key"],
        platform=row["platform"],
        environment=row["environment"],
        result=Result(row["result"]),
        attacked_at=row["attacked_at"],
        validated_at=row["validated_at"],
        test_id=row["test_id"],
        tests=row["tests"],
    )


def _work(row: Row) -> Work:
    return Work(
        drafts=row["drafts"],
        open_retests=row["open_retests"],
        started=row["started"],
        validated=row["validated"],
        proven=row["proven"],
        red_approved_at=row["red_approved_at"],
    )


def _rule(row: Row) -> Rule:
    latest = None if row["fired"] is None else Evaluation(fired=row["fired"], attacked_at=row["attacked_at"])
    return Rule(id=row["id"], enabled=row["counts"], latest=latest)
