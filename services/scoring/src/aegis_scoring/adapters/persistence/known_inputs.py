"""Reads what was known at instants: scope, configuration, techniques and their inputs, a handful of queries in all,
whatever the number of techniques, tests and instants."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
import msgspec

from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_scoring.adapters.persistence import known_sql as sql
from aegis_scoring.application.known import Known, TechniqueFacts
from aegis_scoring.domain.configuration import Configuration
from aegis_scoring.domain.lines import Line
from aegis_scoring.domain.periods import FOREVER
from aegis_scoring.domain.results import Result
from aegis_scoring.domain.scope import Exclusion, Scope, platforms_in_scope
from aegis_scoring.domain.successions import ends, told_as
from aegis_scoring.domain.technique_inputs import Defence, Evaluation, Rule, TechniqueInputs, Work

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Row: TypeAlias = asyncpg.Record

PRESENT = FOREVER - timedelta(days=1)
"""What is known at this instant is what is known now, whatever clocks say."""


class SqlPresentInputs:
    """`PresentInputs` inside a unit of work."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def present(self, technique_ids: Collection[UUID] | None) -> Known:
        driver = await driver_of(self._uow.connection)
        return (await known_at(driver, [PRESENT], technique_ids))[PRESENT]


async def known_at(
    connection: Connection, instants: Sequence[datetime], technique_ids: Collection[UUID] | None
) -> dict[datetime, Known]:
    """What was known at each of `instants` of these techniques (None: of all)."""
    scopes = {row["instant"]: _scope(row) for row in await connection.fetch(sql.SCOPES, instants)}
    configurations = {row["instant"]: configuration_of(row) for row in await connection.fetch(sql.ACTIVE, instants)}
    chains = await chain_ends(connection, instants)
    wanted = None if technique_ids is None else list(technique_ids)
    facts: dict[datetime, dict[UUID, TechniqueFacts]] = {instant: {} for instant in instants}
    for row in await connection.fetch(sql.TECHNIQUES, instants, wanted):
        facts[row["instant"]][row["technique_id"]] = technique_facts(row)
    gathered = await _gather(connection, instants, technique_ids, chains)
    return {
        instant: Known(
            scope=(scope := scopes.get(instant, Scope())),
            configuration=configurations.get(instant, Configuration()),
            facts=facts[instant],
            inputs={
                technique_id: _inputs(parts, facts[instant].get(technique_id), scope)
                for technique_id, parts in gathered[instant].items()
            }
            | {
                technique_id: _inputs({}, its, scope)
                for technique_id, its in facts[instant].items()
                if technique_id not in gathered[instant]
            },
        )
        for instant in instants
    }


async def chain_ends(connection: Connection, instants: Sequence[datetime]) -> dict[datetime, dict[UUID, UUID]]:
    """Where successions led to at each of `instants`."""
    steps: dict[datetime, dict[UUID, UUID]] = {instant: {} for instant in instants}
    for row in await connection.fetch(sql.SUCCESSIONS, instants):
        steps[row["instant"]][row["old_id"]] = row["target_id"]
    return {instant: ends(its) for instant, its in steps.items()}


Parts = dict[str, Any]


async def _gather(
    connection: Connection,
    instants: Sequence[datetime],
    technique_ids: Collection[UUID] | None,
    chains: Mapping[datetime, Mapping[UUID, UUID]],
) -> dict[datetime, dict[UUID, Parts]]:
    """Lines, work, rules and defences by instant and technique."""
    triples = [(instant, old, end) for instant, its in chains.items() for old, end in its.items()]
    moved = [[triple[place] for triple in triples] for place in range(3)]
    told = None
    if technique_ids is not None:
        told = list({old for its in chains.values() for old in told_as(technique_ids, its)})
    asked = None if technique_ids is None else set(technique_ids)
    found: dict[datetime, dict[UUID, Parts]] = {instant: {} for instant in instants}

    def parts(row: Row) -> Parts | None:
        if asked is not None and row["technique_id"] not in asked:
            return None
        return found[row["instant"]].setdefault(row["technique_id"], {"lines": [], "rules": [], "defences": []})

    for row in await connection.fetch(sql.LINES, instants, *moved, told):
        if (its := parts(row)) is not None:
            its["lines"].append(_line(row))
    for row in await connection.fetch(sql.WORK, instants, *moved, told):
        if (its := parts(row)) is not None:
            its["work"] = _work(row)
    wanted = None if technique_ids is None else list(technique_ids)
    for row in await connection.fetch(sql.RULES, instants, wanted):
        if (its := parts(row)) is not None:
            its["rules"].append(_rule(row))
    for row in await connection.fetch(sql.DEFENCES, instants, wanted):
        if (its := parts(row)) is not None:
            its["defences"].append(Defence(id=row["defence_id"], implemented=row["implemented"]))
    return found


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


def configuration_of(row: Row) -> Configuration:
    """A configuration from a row with `number` and `content`."""
    return msgspec.convert(row["content"] | {"number": row["number"]}, Configuration)


def _inputs(parts: Parts, facts: TechniqueFacts | None, scope: Scope) -> TechniqueInputs:
    return TechniqueInputs(
        platforms=platforms_in_scope(facts.platforms, scope) if facts else (),
        tactics=frozenset(facts.tactic_ids) if facts else frozenset(),
        lines=tuple(parts.get("lines", ())),
        rules=tuple(parts.get("rules", ())),
        defences=tuple(parts.get("defences", ())),
        work=parts.get("work", Work()),
        review_required=facts.review_required if facts else False,
    )


def _scope(row: Row) -> Scope:
    return Scope(
        platforms=tuple(row["platforms"]),
        domains=tuple(row["domains"]),
        include_pre=row["include_pre"],
        time_zone=row["time_zone"],
        exclusions=tuple(msgspec.convert(row["exclusions"], list[Exclusion])),
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
    return Rule(id=row["rule_id"], enabled=row["enabled"], latest=latest)
