"""What others may know of threat actors."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from aegis_catalog.domain.content import OWN
from aegis_contracts.catalog_actors import ActorProfile, ActorState, ActorUse

_ACTORS = """
select id, attack_id, name, state, aliases, domains, withdrawn_at, upstream from actor
where id = any($1::uuid[]) order by id for update
"""
# Uses of one technique in one way are one, however many campaigns there are.
_USES = """
select distinct actor_id, way, technique_id from actor_use
where actor_id = any($1::uuid[]) and way <> 'software'
order by actor_id, way desc, technique_id
"""
_SOFTWARE = """
select actor_id, software_id from actor_software where actor_id = any($1::uuid[]) order by actor_id, software_id
"""
# What sources beside ATT&CK say stands side by side.
_PROFILES = """
select actor_id, upstream, name, country, motivation
from actor_profile_of join actor_profile on id = profile_id and state = 'active'
where actor_id = any($1::uuid[])
order by actor_id, upstream, upstream_key
"""


async def actor_states(driver: Any, ids: list[UUID]) -> Mapping[UUID, ActorState]:
    """The states of these actors; direct uses first."""
    rows = await driver.fetch(_ACTORS, ids)
    uses: dict[UUID, list[ActorUse]] = {}
    for actor_id, way, technique_id in await driver.fetch(_USES, ids):
        uses.setdefault(actor_id, []).append(ActorUse(technique_id=technique_id, way=way))
    software: dict[UUID, list[UUID]] = {}
    for actor_id, software_id in await driver.fetch(_SOFTWARE, ids):
        software.setdefault(actor_id, []).append(software_id)
    profiles: dict[UUID, list[ActorProfile]] = {}
    for actor_id, source, name, country, motivation in await driver.fetch(_PROFILES, ids):
        profile = ActorProfile(source=source, name=name, country=country, motivation=tuple(motivation))
        profiles.setdefault(actor_id, []).append(profile)
    return {
        row["id"]: ActorState(
            id=row["id"],
            attack_id=row["attack_id"],
            name=row["name"],
            state=row["state"],
            aliases=tuple(row["aliases"]),
            domains=tuple(row["domains"]),
            uses=tuple(uses.get(row["id"], ())),
            software=tuple(software.get(row["id"], ())),
            profiles=tuple(profiles.get(row["id"], ())),
            own=row["upstream"] == OWN,
            withdrawn_at=row["withdrawn_at"],
        )
        for row in rows
    }
