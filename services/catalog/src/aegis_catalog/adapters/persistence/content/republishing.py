"""Everything published, read back for publishing again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from aegis_catalog.adapters.persistence.changes.repository import SqlInfrastructureChanges
from aegis_catalog.adapters.persistence.collection.repository import SqlCollections
from aegis_catalog.adapters.persistence.content.publications import state_decoder
from aegis_catalog.adapters.persistence.organisation.custom_fields import SqlCustomFields
from aegis_catalog.adapters.persistence.organisation.policies import SqlPolicies
from aegis_catalog.adapters.persistence.organisation.scopes import SqlScopes
from aegis_catalog.adapters.persistence.organisation.tables import tool
from aegis_catalog.adapters.persistence.organisation.teams import SqlTeams
from aegis_catalog.adapters.persistence.organisation.things import SqlThings
from aegis_catalog.adapters.persistence.organisation.tools import read_tool
from aegis_catalog.adapters.persistence.profile.repository import SqlProfiles
from aegis_catalog.adapters.persistence.tags.repository import SqlTags
from aegis_catalog.application.organisation import published
from aegis_catalog.application.republishing.ports import Place
from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_chassis.messaging.envelope import encode
from aegis_chassis.messaging.outbox import append_to_outbox
from aegis_contracts.catalog_organisation import CATALOG_ORGANISATION
from aegis_contracts.topics import owned_by
from aegis_kernel.clock import Clock
from aegis_kernel.facts import Fact, Topic
from aegis_kernel.ids import event_id

BATCH = 500
_NEXT = """
select topic, key, version, at, type, state from publication
where (topic, key) > ($1, $2) order by topic, key limit $3
"""
_THINGS: tuple[type[SqlThings[Any]], ...] = (
    SqlTeams,
    SqlTags,
    SqlCustomFields,
    SqlCollections,
    SqlInfrastructureChanges,
)
_TOPICS = {topic.name: topic for topic in owned_by("catalog")}


class SqlRepublishing:
    """`Republishing`."""

    def __init__(
        self, uow: SqlUnitOfWork, scopes: SqlScopes, policies: SqlPolicies, profiles: SqlProfiles, clock: Clock
    ) -> None:
        self._uow = uow
        self._scopes = scopes
        self._policies = policies
        self._profiles = profiles
        self._clock = clock

    async def content(self, after: Place | None) -> tuple[int, Place | None]:
        driver = await driver_of(self._uow.connection)
        rows = await driver.fetch(_NEXT, *(after or ("", "")), BATCH)
        await self._append([_fact(row) for row in rows])
        return len(rows), (rows[-1]["topic"], rows[-1]["key"]) if rows else None

    async def organisation(self) -> int:
        now, topic = self._clock.now(), CATALOG_ORGANISATION
        scope, policy = await self._scopes.get(), await self._policies.get()
        facts = []
        if scope.version:
            state = published.scope_state(scope)
            facts.append(_again(topic, published.SCOPE_KEY, scope.version, "ScopeChanged", state, now))
        if policy.version:
            state = published.policy_state(policy)
            facts.append(_again(topic, published.POLICY_KEY, policy.version, "PolicyChanged", state, now))
        profile = await self._profiles.get()
        if profile.version:
            state = published.profile_state(profile)
            facts.append(_again(topic, published.PROFILE_KEY, profile.version, "ProfileChanged", state, now))
        for kept in _THINGS:
            things = kept(self._uow)
            for one in await things.all():
                state, key = things.thing.state(one), things.thing.key(one)
                facts.append(_again(topic, key, one.version, things.thing.type_, state, now))
        for found in map(read_tool, await self._uow.connection.execute(select(tool).order_by(tool.c.id))):
            state, key = published.tool_state(found), published.tool_key(found)
            facts.append(_again(topic, key, found.version, "ToolChanged", state, now))
        await self._append(facts)
        return len(facts)

    async def _append(self, facts: Sequence[Fact[Any]]) -> None:
        records = [encode(fact, source="catalog") for fact in facts]
        await append_to_outbox(self._uow.connection, records)


def _fact(row: Any) -> Fact[Any]:
    topic = _TOPICS[row["topic"]]
    state = state_decoder(topic.state).decode(row["state"])
    return _again(topic, row["key"], row["version"], row["type"], state, row["at"])


def _again(topic: Topic[Any], key: str, version: int, type_: str, state: Any, at: datetime) -> Fact[Any]:
    return Fact(
        topic=topic.name,
        key=key,
        version=version,
        type=topic.types[type_],
        id=event_id(topic.name, key, version),
        time=at,
        state=state,
    )
