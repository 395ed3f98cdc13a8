"""The toy's topic, tables and declarations: things with a value, kept as a replica, counted by a reaction."""

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct
from sqlalchemy import BigInteger, Column, MetaData, Table, Text, Uuid, text

from aegis_chassis.database.migrations import Migrations
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_chassis.messaging.hearing import Child, Group, Hearing, Replica
from aegis_kernel.audit import AuditEntry
from aegis_kernel.facts import Cleanup, Fact, Topic, TopicSpec

MIGRATIONS = Migrations(service="toy", schema="toy", versions="aegis_testkit.toy.migrations")

metadata = MetaData()
thing = Table(
    "thing", metadata, Column("id", Uuid, primary_key=True), Column("value", BigInteger), Column("version", BigInteger)
)
thing_tag = Table(
    "thing_tag", metadata, Column("thing_id", Uuid, primary_key=True), Column("tag", Text, primary_key=True)
)


class Thing(Struct, frozen=True, kw_only=True):
    """A thing; `gone` ends it. A reaction fails on a value of `poison`."""

    id: UUID
    value: int
    tags: tuple[str, ...] = ()
    gone: bool = False


THINGS = Topic(
    spec=TopicSpec(name="aegis.toy.things", partitions=3, cleanup=Cleanup.COMPACT),
    owner="toy",
    state=Thing,
    types={"ThingChanged": "aegis.toy.thing.changed.v1"},
)
AUDIT = Topic(
    spec=TopicSpec(name="aegis.toy.audit", retention_seconds=3_600),
    owner="*",
    state=AuditEntry,
    types={"AuditEntryWritten": "aegis.audit.entry.written.v1"},
    append_only=True,
)

POISON = -1


def thing_row(fact: Fact[Thing]) -> dict[str, object] | None:
    """The replica's row, none for a thing that is gone."""
    if fact.state.gone:
        return None
    return {"id": fact.state.id, "value": fact.state.value, "version": fact.version}


REPLICA = Replica(
    table=thing,
    key="id",
    key_of=lambda fact: fact.state.id,
    row=thing_row,
    children=(
        Child(
            table=thing_tag,
            parent="thing_id",
            rows=lambda fact: (
                [] if fact.state.gone else [{"thing_id": fact.state.id, "tag": tag} for tag in fact.state.tags]
            ),
        ),
    ),
)


class CountThings:
    """Notes each fact that it is told of: a row a fact, so that one told twice is seen. Fails on poison."""

    def __init__(self, unit: SqlUnitOfWork) -> None:
        self._unit = unit

    async def __call__(self, facts: Sequence[Fact[Thing]]) -> None:
        if any(fact.state.value == POISON for fact in facts):
            raise ValueError("poison")
        await self._unit.connection.execute(
            text("insert into told (key, version) values (:key, :version)"),
            [{"key": fact.key, "version": fact.version} for fact in facts],
        )


PROJECTIONS = Group(name="toy.projections", hearings=(Hearing(THINGS, replica=REPLICA, reaction=CountThings),))
EFFECTS = Group(
    name="toy.effects", hearings=(Hearing(THINGS, reaction=CountThings),), effects=True, max_age_seconds=3_600
)
