"""What was published of each thing, on PostgreSQL: the one place where content's versions are counted."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from aegis_catalog.adapters.persistence.content.bulk import insert_rows
from aegis_catalog.adapters.persistence.content.tables import history, publication
from aegis_chassis.database.bulk import upsert_changed
from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_contracts.catalog_actors import CATALOG_ACTORS
from aegis_contracts.catalog_adversaries import CATALOG_ADVERSARIES
from aegis_contracts.catalog_defences import CATALOG_DEFENCES
from aegis_contracts.catalog_rules import CATALOG_RULES
from aegis_contracts.catalog_software import CATALOG_SOFTWARE
from aegis_contracts.catalog_techniques import CATALOG_TECHNIQUES
from aegis_contracts.catalog_templates import CATALOG_TEMPLATES
from aegis_kernel.aggregate import DomainEvent, Recorded
from aegis_kernel.errors import Stale
from aegis_kernel.facts import Fact, Topic

S = TypeVar("S")

WITH_HISTORY = frozenset(
    topic.name
    for topic in (
        CATALOG_TECHNIQUES,
        CATALOG_ACTORS,
        CATALOG_SOFTWARE,
        CATALOG_TEMPLATES,
        CATALOG_ADVERSARIES,
        CATALOG_RULES,
        CATALOG_DEFENCES,
    )
)
"""The topics whose things can be asked how they came to be as they are."""

HISTORY_COLUMNS = tuple(column.name for column in history.columns)

_SOME = "select key, version, state from publication where topic = $1 and key = any($2::text[]) for update"
_ONE = "select version, state from publication where topic = $1 and key = $2 for update"
_RESTATE = "update publication set version = $3, at = $4, type = $5, state = $6 where topic = $1 and key = $2"
_ALL = "select key, state from publication where topic = $1"

_encode = msgspec.json.Encoder().encode


class SqlPublications:
    """`Publications`: compares with what was last said, publishes the difference, and keeps it."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def publish(
        self,
        topic: Topic[S],
        states: Mapping[str, S],
        type_of: Callable[[S | None, S], str],
        because: Callable[[str], Fact[Any] | None],
        reasons: Mapping[str, str | None] | None = None,
    ) -> None:
        if not states:
            return
        acted_on = reasons or {}
        driver = await driver_of(self._uow.connection)
        known = {
            row["key"]: (row["version"], row["state"]) for row in await driver.fetch(_SOME, topic.name, list(states))
        }
        new: list[dict[str, Any]] = []
        kept: list[dict[str, Any]] = []
        told: list[tuple[Any, ...]] = []
        for key, state in states.items():
            version, body = known.get(key, (0, None))
            encoded = _encode(state)
            if encoded == body and key not in acted_on:
                continue
            before = None if body is None else state_decoder(topic.state).decode(body)
            type_ = type_of(before, state)
            changed = {} if before is None else differences(before, state)
            fact = self._uow.publish(
                topic,
                key=key,
                version=version + 1,
                type_=type_,
                state=state,
                changed=changed,
                reason=acted_on.get(key),
                because=because(key),
            )
            row = {"topic": topic.name, "key": key, "version": fact.version, "at": fact.time, "type": type_}
            (new if body is None else kept).append(row | {"state": encoded})
            told.append(history_row(fact, type_))
        await insert_rows(self._uow, publication, new)
        await upsert_changed(self._uow.connection, publication, kept, key=("topic", "key"))
        if told and topic.name in WITH_HISTORY:
            await driver.copy_records_to_table(history.name, columns=HISTORY_COLUMNS, records=told)

    async def restate(
        self,
        topic: Topic[S],
        key: str,
        *,
        read_version: int,
        recorded: Sequence[Recorded],
        types: Mapping[type[DomainEvent], str],
        change: Callable[[S], S],
    ) -> None:
        """Publishes what people did to a thing of ours on `topic`: its last state with `change` made. Raises `Stale`
        when it has gone on from `read_version`."""
        driver = await driver_of(self._uow.connection)
        row = await driver.fetchrow(_ONE, topic.name, key)
        if row["version"] != read_version:
            raise Stale(row["version"])
        before = state_decoder(topic.state).decode(row["state"])
        after = change(before)
        told = []
        for entry in recorded:
            type_ = types[type(entry.event)]
            fact = self._uow.publish(
                topic,
                key=key,
                version=entry.version,
                type_=type_,
                state=after,
                changed=differences(before, after),
                reason=entry.event.reason,
            )
            told.append(history_row(fact, type_))
            await driver.execute(_RESTATE, topic.name, key, entry.version, fact.time, type_, _encode(after))
        await driver.copy_records_to_table(history.name, columns=HISTORY_COLUMNS, records=told)

    async def say(
        self,
        topic: Topic[S],
        states: Mapping[str, S],
        *,
        type_: str,
        expected: Mapping[str, int] | None = None,
        reason: str | None = None,
    ) -> dict[str, int]:
        """Publishes what people did to things of the catalogue, set-based: those of `states`, by key, that differ from
        what was last published of them. `expected` are the versions that they were read in; raises `Stale` when one has
        gone on. The versions that they have afterwards.

        Lock the things' rows first (reading their states does), so that an import waits.
        """
        driver = await driver_of(self._uow.connection)
        known = {
            row["key"]: (row["version"], row["state"]) for row in await driver.fetch(_SOME, topic.name, list(states))
        }
        versions = {key: known[key][0] if key in known else 0 for key in states}
        for key, version in (expected or {}).items():
            if versions[key] != version:
                raise Stale(versions[key])
        rows: list[dict[str, Any]] = []
        told: list[tuple[Any, ...]] = []
        for key, state in states.items():
            version, body = known.get(key, (0, None))
            encoded = _encode(state)
            if encoded == body:
                continue
            before = None if body is None else state_decoder(topic.state).decode(body)
            changed = {} if before is None else differences(before, state)
            fact = self._uow.publish(
                topic, key=key, version=version + 1, type_=type_, state=state, changed=changed, reason=reason
            )
            versions[key] = fact.version
            row = {"topic": topic.name, "key": key, "version": fact.version, "at": fact.time, "type": type_}
            rows.append(row | {"state": encoded})
            told.append(history_row(fact, type_))
        await upsert_changed(self._uow.connection, publication, rows, key=("topic", "key"))
        if told and topic.name in WITH_HISTORY:
            await driver.copy_records_to_table(history.name, columns=HISTORY_COLUMNS, records=told)
        return versions

    async def last(self, topic: Topic[S]) -> Mapping[str, S]:
        driver = await driver_of(self._uow.connection)
        decode = state_decoder(topic.state).decode
        return {row["key"]: decode(row["state"]) for row in await driver.fetch(_ALL, topic.name)}


_decoders: dict[type[Any], "msgspec.json.Decoder[Any]"] = {}


def state_decoder(state: type[S]) -> "msgspec.json.Decoder[S]":
    """The decoder of one topic's states."""
    if state not in _decoders:
        _decoders[state] = msgspec.json.Decoder(state)
    return _decoders[state]


def differences(before: S, after: S) -> dict[str, Any]:
    """The old values of the fields that differ between two structs of one kind."""
    names = type(before).__struct_fields__  # type: ignore[attr-defined]  # every topic's state is a struct
    return {name: getattr(before, name) for name in names if getattr(before, name) != getattr(after, name)}


def history_row(fact: Fact[Any], type_: str) -> tuple[Any, ...]:
    """One row of a thing's history, in the order of `HISTORY_COLUMNS`."""
    changed = _encode(dict(fact.changed))
    return (fact.topic, fact.key, fact.version, fact.time, type_, changed, fact.reason, fact.actor_id)
