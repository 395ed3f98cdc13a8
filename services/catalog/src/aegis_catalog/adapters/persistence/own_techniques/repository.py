"""Techniques of our own on PostgreSQL: rows like upstream's, in the same tables."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from aegis_catalog.adapters.persistence.techniques.ids import SqlTechniqueIds
from aegis_catalog.adapters.persistence.upgrades.releases import hold_content
from aegis_catalog.application.content.following import Following
from aegis_catalog.application.content.items import Technique
from aegis_catalog.application.content.ports import Items
from aegis_catalog.application.content.telling import Teller
from aegis_catalog.domain.content import OWN, Domain
from aegis_catalog.domain.own_technique import OwnTechnique, TechniqueTold
from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_contracts.catalog_techniques import CATALOG_TECHNIQUES
from aegis_kernel.errors import Fault, Invalid, RuleBroken, Stale

_VERSION = "select version from publication where topic = $1 and key = $2 for update"
# The row is locked, so that neither an import nor another person changes the technique meanwhile.
_ONE = """
select attack_id, name, description, state, domains, platforms, parent_id, revoked_by, url, upstream, created, modified,
    withdrawn_at,
    array(select tactic_id from technique_tactic where technique_tactic.technique_id = id order by tactic_id) as tactics
from technique left join technique_prose on technique_prose.technique_id = id
where id = $1 for update of technique
"""
_TACTICS = """
select tactic_id from tactic_place join tactic on tactic.id = tactic_id and state = 'active' where domain = $1
"""
_PARENT = "select attack_id, upstream, is_subtechnique from technique where id = $1"
_LAST = """
select coalesce(max(cast(substring(attack_id from 2 for 4) as int)), 0) from technique
where upstream = $1 and attack_id ~ '^X[0-9]{4}$'
"""
_LAST_BELOW = """
select coalesce(max(cast(substring(attack_id from 7 for 3) as int)), 0) from technique
where upstream = $1 and attack_id ~ ('^' || $2 || '[.][0-9]{3}$')
"""
# What we write ourselves waits for nobody's review.
_ACCEPT = "update technique_print set accepted = present where technique_id = $1"


class SqlOwnTechniques:
    """`OwnTechniques`."""

    def __init__(
        self,
        uow: SqlUnitOfWork,
        ids: SqlTechniqueIds,
        items: Items,
        following: Following,
        teller: Teller,
    ) -> None:
        self._uow = uow
        self._ids = ids
        self._items = items
        self._following = following
        self._teller = teller

    async def get(self, technique: str, *, expected: int | None) -> OwnTechnique:
        await hold_content(self._uow)
        technique_id = await self._ids.find(technique)
        driver = await driver_of(self._uow.connection)
        row: Any = await driver.fetchrow(_ONE, technique_id)
        if row["upstream"] != OWN:
            raise RuleBroken("not_our_own", f"{row['attack_id']} is upstream's: what upstream says is never edited.")
        version = await driver.fetchval(_VERSION, CATALOG_TECHNIQUES.name, str(technique_id)) or 0
        if expected is not None and expected != version:
            raise Stale(version)
        told = TechniqueTold(
            name=row["name"],
            domain=row["domains"][0],
            tactics=tuple(row["tactics"]),
            description=row["description"] or "",
            platforms=tuple(row["platforms"]),
            parent_id=row["parent_id"],
            url=row["url"],
        )
        return OwnTechnique(
            technique_id,
            row["attack_id"],
            told,
            version,
            state=row["state"],
            revoked_by=row["revoked_by"],
            created=row["created"],
            modified=row["modified"],
            withdrawn_at=row["withdrawn_at"],
        )

    async def tactics_of(self, domain: Domain) -> Collection[UUID]:
        driver = await driver_of(self._uow.connection)
        return {row["tactic_id"] for row in await driver.fetch(_TACTICS, domain)}

    async def next_id(self, parent: UUID | None) -> str:
        await hold_content(self._uow)
        driver = await driver_of(self._uow.connection)
        above = None if parent is None else await driver.fetchrow(_PARENT, parent)
        if above is not None and above["is_subtechnique"]:
            detail = "A sub-technique has none below it."
            raise Invalid("parent_invalid", detail, [Fault("/parent", detail, "parent_invalid")])
        if above is not None and above["upstream"] == OWN:
            return _numbered(f"{above['attack_id']}.", await driver.fetchval(_LAST_BELOW, OWN, above["attack_id"]), 3)
        return _numbered("X", await driver.fetchval(_LAST, OWN), 4)

    async def save(self, technique: OwnTechnique) -> None:
        recorded = technique.take_recorded()
        if not recorded:
            return
        driver = await driver_of(self._uow.connection)
        touched = await self._items.write([_item(technique)])
        await driver.execute(_ACCEPT, technique.id)
        shown = await self._items.place_techniques()
        told: dict[str, set[UUID]] = {"technique": {technique.id}}
        followed = await self._following(told, _by_a_person, look=None)
        await self._items.count_links(touched | followed)
        await self._items.list_techniques(shown | followed | told["technique"])
        await self._teller.tell(told, _by_a_person, {str(technique.id): recorded[-1].event.reason})


def _by_a_person(_: str) -> None:
    """What such events answer: no fact, but whoever acts."""
    return


def _numbered(prefix: str, last: int, digits: int) -> str:
    if last + 1 >= 10**digits:
        raise RuleBroken("no_ids_left", f"There are no ids left that begin with {prefix}.")
    return f"{prefix}{last + 1:0{digits}}"


def _item(technique: OwnTechnique) -> Technique:
    told = technique.told
    return Technique(
        id=technique.id,
        attack_id=technique.attack_id,
        name=told.name,
        description=told.description,
        state=technique.state,
        domains=(told.domain,),
        release=None,
        url=told.url,
        upstream=OWN,
        upstream_key=technique.attack_id,
        sources=(OWN,),
        created=technique.created,
        modified=technique.modified,
        withdrawn_at=technique.withdrawn_at,
        tactics=tuple((told.domain, tactic_id) for tactic_id in told.tactics),
        platforms=told.platforms,
        is_subtechnique=told.parent_id is not None,
        parent_id=told.parent_id,
        revoked_by=technique.revoked_by,
        detection=(),
        mitigations=(),
    )
