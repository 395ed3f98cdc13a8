"""Threat actors of our own on PostgreSQL: rows like upstream's in the same tables, and what only ours have."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import msgspec

from aegis_catalog.adapters.persistence.content.bulk import replace_rows
from aegis_catalog.adapters.persistence.content.items import SqlItems
from aegis_catalog.adapters.persistence.content.publications import SqlPublications
from aegis_catalog.adapters.persistence.content.states import SqlStates
from aegis_catalog.adapters.persistence.lookup import one_of
from aegis_catalog.adapters.persistence.own_actors.tables import own_actor_use
from aegis_catalog.adapters.persistence.upgrades.releases import hold_content
from aegis_catalog.application.content.items import Actor, ActorProfile
from aegis_catalog.application.content.ports import Items
from aegis_catalog.application.content.telling import Teller
from aegis_catalog.domain.content import OWN, in_order
from aegis_catalog.domain.own_actor import ActorTold, Cited, OwnActor, Used
from aegis_catalog.domain.pointers import Pointer
from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_contracts.catalog_actors import CATALOG_ACTORS
from aegis_contracts.imported.actors import Use
from aegis_contracts.imported.attack import Citation
from aegis_kernel.errors import Conflict, NotFound, RuleBroken, Stale
from aegis_kernel.ids import named_id

_VERSION = "select version from publication where topic = $1 and key = $2 for update"
_ONE = """
select id, attack_id, name, description, aliases, state, url, upstream, created, modified, withdrawn_at,
    cloned_from, country, motivation,
    array(select software_id from actor_software where actor_software.actor_id = id order by software_id) as software
from actor left join own_actor on own_actor.actor_id = id
where id = {wanted} for update of actor
"""
_USES = """
select technique_id, leads_to, description, citations from own_actor_use where actor_id = $1 order by place
"""
# Of several ways to one technique the most direct, which says most.
_USES_OF_ANY = """
select distinct on (technique_id) technique_id, coalesce(target_id, technique_id) as leads_to, description, citations
from actor_use left join succession on old_id = technique_id
where actor_id = $1 and way <> 'software'
order by technique_id, way <> 'direct', through
"""
_TAKEN = "select from actor where attack_id = $1 and id <> $2"
_KEEP = """
insert into own_actor (actor_id, cloned_from, country, motivation) values ($1, $2, $3, $4)
on conflict (actor_id) do update set country = excluded.country, motivation = excluded.motivation
"""
_DOMAINS = "select distinct unnest(domains) as domain from technique where id = any($1::uuid[])"
_HAS_PROFILE = "select exists (select from actor_profile where id = $1)"
_LED = "select distinct actor_id from own_actor_use where leads_to = any($1::uuid[])"

_encode = msgspec.json.Encoder().encode
_citations = msgspec.json.Decoder(list[Citation]).decode


class SqlOwnActors:
    """`OwnActors`."""

    def __init__(self, uow: SqlUnitOfWork, items: Items, teller: Teller) -> None:
        self._uow = uow
        self._items = items
        self._teller = teller

    async def get(self, actor: str, *, expected: int | None) -> OwnActor:
        await hold_content(self._uow)
        driver = await driver_of(self._uow.connection)
        row = await self._row(actor)
        if row["upstream"] != OWN:
            raise RuleBroken(
                "not_our_own", f"{row['name']} is upstream's: what upstream says is never edited; allowed: clone."
            )
        version = await driver.fetchval(_VERSION, CATALOG_ACTORS.name, str(row["id"])) or 0
        if expected is not None and expected != version:
            raise Stale(version)
        return _made(row, version, await driver.fetch(_USES, row["id"]))

    async def clone_of(self, actor: str, new_id: UUID) -> OwnActor:
        await hold_content(self._uow)
        driver = await driver_of(self._uow.connection)
        row = await self._row(actor)
        uses = [_used(use) for use in await driver.fetch(_USES_OF_ANY, row["id"])]
        return OwnActor(new_id, _told(row), uses, cloned_from=row["id"])

    async def save(self, actor: OwnActor) -> None:
        recorded = actor.take_recorded()
        if not recorded:
            return
        await hold_content(self._uow)
        driver = await driver_of(self._uow.connection)
        if actor.told.label and await driver.fetchrow(_TAKEN, actor.told.label, actor.id) is not None:
            raise Conflict("label_taken", f"Another actor is called {actor.told.label}.")
        told = actor.told
        await driver.execute(_KEEP, actor.id, actor.cloned_from, told.country, list(told.motivation))
        records = [
            (
                actor.id,
                use.technique.named,
                use.technique.technique_id,
                use.description,
                _encode(use.citations),
                place,
            )
            for place, use in enumerate(actor.uses)
        ]
        await replace_rows(self._uow, own_actor_use, "actor_id", [actor.id], records)
        touched = await write_actor(self._uow, self._items, actor)
        await self._items.count_links(touched)
        await self._teller.tell({"actor": {actor.id}}, _by_a_person, {str(actor.id): recorded[-1].event.reason})

    async def _row(self, actor: str) -> Any:
        driver = await driver_of(self._uow.connection)
        wanted, argument = one_of("actor", actor)
        row = await driver.fetchrow(_ONE.format(wanted=wanted), argument)
        if row is None:
            raise NotFound("actor_not_found", "There is no such threat actor.")
        return row


async def write_actor(uow: SqlUnitOfWork, items: Items, actor: OwnActor) -> set[UUID]:
    """Writes it as upstream's are written. The techniques that it used or uses."""
    driver = await driver_of(uow.connection)
    once: dict[UUID, Used] = {}
    for use in actor.uses:
        once.setdefault(use.technique.technique_id, use)
    domains = in_order({row["domain"] for row in await driver.fetch(_DOMAINS, list(once))})
    told = actor.told
    base: dict[str, Any] = {
        "state": actor.state,
        "domains": domains,
        "release": None,
        "url": told.url,
        "upstream": OWN,
        "upstream_key": str(actor.id),
        "sources": (OWN,),
        "created": actor.created,
        "modified": actor.modified,
        "withdrawn_at": actor.withdrawn_at,
        "aliases": told.aliases,
    }
    uses = tuple(
        Use(
            technique_id=technique_id,
            description=use.description,
            citations=tuple(
                Citation(source_name=one.source_name, url=one.url, description=one.description) for one in use.citations
            ),
        )
        for technique_id, use in once.items()
    )
    item = Actor(
        id=actor.id,
        attack_id=told.label,
        name=told.name,
        description=told.description,
        uses=uses,
        software=told.software,
        **base,
    )
    said = ActorProfile(
        id=named_id(OWN, "actor_profile", str(actor.id)),
        attack_id="",
        name=told.name,
        description="",
        country=told.country,
        motivation=told.motivation,
        references=(),
        actor_ids=(actor.id,),
        **base,
    )
    says = bool(told.country or told.motivation)
    if not says and not await driver.fetchval(_HAS_PROFILE, said.id):
        return await items.write([item])
    return await items.write([item, said if says else replace(said, state="withdrawn")])


async def tell_of_own_actors(uow: SqlUnitOfWork, techniques: Collection[UUID]) -> None:
    """After techniques that they use have become others: they use those."""
    driver = await driver_of(uow.connection)
    ids = [row["actor_id"] for row in await driver.fetch(_LED, list(techniques))]
    for actor_id in ids:
        row = await driver.fetchrow(_ONE.format(wanted="$1"), actor_id)
        await write_actor(uow, SqlItems(uow), _made(row, 0, await driver.fetch(_USES, actor_id)))
    if ids:
        await Teller(SqlStates(uow), SqlPublications(uow)).tell({"actor": ids}, _by_a_person)


def _by_a_person(_: str) -> None:
    """What such events answer: no fact, but whoever acts."""
    return


def _made(row: Any, version: int, uses: Sequence[Any]) -> OwnActor:
    return OwnActor(
        row["id"],
        _told(row),
        [_used(use) for use in uses],
        version,
        cloned_from=row["cloned_from"],
        state="withdrawn" if row["state"] == "withdrawn" else "active",
        created=row["created"],
        modified=row["modified"],
        withdrawn_at=row["withdrawn_at"],
    )


def _told(row: Any) -> ActorTold:
    return ActorTold(
        name=row["name"],
        label=row["attack_id"] if row["upstream"] == OWN else "",
        aliases=tuple(row["aliases"]),
        description=row["description"],
        country=row["country"],
        motivation=tuple(row["motivation"] or ()),
        url=row["url"],
        software=tuple(row["software"]),
    )


def _used(row: Any) -> Used:
    cited = (Cited(one.source_name, one.url, one.description) for one in _citations(row["citations"]))
    return Used(Pointer(row["technique_id"], row["leads_to"]), row["description"], tuple(cited))
