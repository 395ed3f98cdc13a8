"""The threat profile read, and the relevance that it gives to techniques."""

from typing import Any

from sqlalchemy import ColumnElement, Double, Integer, Uuid, any_, bindparam, select, text

from aegis_catalog.adapters.persistence.columns import WORDS
from aegis_catalog.adapters.persistence.reading import applying, as_built, words
from aegis_catalog.adapters.persistence.standing.tables import standing
from aegis_catalog.adapters.persistence.techniques.below import technique_values_of
from aegis_catalog.adapters.persistence.techniques.listing import STATUS
from aegis_catalog.adapters.persistence.techniques.tables import technique
from aegis_catalog.application.profile.queries.profile import (
    ProfileActorView,
    ProfileListView,
    ProfileView,
    RelevantTechnique,
)
from aegis_catalog.domain.content import State
from aegis_catalog.domain.profile import PROFILE_ID
from aegis_chassis.database.listing import Listing
from aegis_chassis.database.pool import Database
from aegis_contracts.words import Way
from aegis_kernel.paging import Page, PageRequest

_ALL = """
select
    coalesce((select version from profile where id = $1), 0) as version,
    (select coalesce(sum(weight), 0)::int from (
        select weight from profile_actor union all select weight from profile_list) one) as weight,
    (select coalesce(json_agg(json_build_object('actor_id', actor_id, 'weight', weight, 'actor',
        case when actor.id is not null then json_build_object('id', actor.id, 'attack_id', nullif(actor.attack_id, ''),
            'name', actor.name, 'state', actor.state) end) order by place), '[]')::text
        from profile_actor left join actor on actor.id = actor_id) as actors,
    (select coalesce(json_agg(json_build_object('name', name, 'weight', weight,
        'technique_ids', (select coalesce(json_agg(leads_to order by place), '[]') from (
            select leads_to, min(place) as place from profile_technique where list_place = profile_list.place
            group by leads_to) led),
        'techniques', (select coalesce(json_agg(json_build_object('id', technique.id, 'attack_id', technique.attack_id,
            'name', technique.name, 'state', technique.state) order by led.place), '[]') from (
            select leads_to, min(place) as place from profile_technique where list_place = profile_list.place
            group by leads_to) led join technique on technique.id = leads_to)
        ) order by place), '[]')::text from profile_list) as lists
"""

_RELEVANCE = """
select technique_id, sum(member.weight)::float8 / whole.weight as relevance,
    count(*) filter (where kind = 'actor')::int as actors, count(*) filter (where kind = 'list')::int as lists
from (
    select distinct 'actor' as kind, profile_actor.actor_id::text as member, weight, technique_id
    from profile_actor join actor_use on actor_use.actor_id = profile_actor.actor_id and way = any(:way)
    union
    select distinct 'actor', profile_actor.actor_id::text, weight, software_use.technique_id
    from profile_actor join actor_software on actor_software.actor_id = profile_actor.actor_id
    join software on software.id = actor_software.software_id and software.state = 'active'
    join software_use on software_use.software_id = software.id
    where 'software' = any(:way)
    union
    select distinct 'list', list_place::text, weight, leads_to
    from profile_list join profile_technique on list_place = profile_list.place
) member,
(select sum(weight) as weight from (select weight from profile_actor union all select weight from profile_list) one)
    whole
group by technique_id, whole.weight
"""
_relevant = (
    text(_RELEVANCE)
    .bindparams(bindparam("way", type_=WORDS))
    .columns(technique_id=Uuid, relevance=Double, actors=Integer, lists=Integer)
    .subquery("relevant")
)
_sorts: dict[str, ColumnElement[Any]] = {
    "relevance": _relevant.c.relevance,
    "attack_id": technique.c.attack_id,
    "name": technique.c.name,
}
_TECHNIQUES = Listing(
    rows=select(
        technique.c.id,
        technique.c.attack_id,
        technique.c.name,
        technique.c.state,
        technique.c.domains,
        technique.c.tactics,
        technique.c.platforms,
        STATUS.label("coverage_status"),
        _relevant.c.relevance,
        _relevant.c.actors,
        _relevant.c.lists,
    ).select_from(
        _relevant.join(technique, technique.c.id == _relevant.c.technique_id).outerjoin(
            standing, standing.c.technique_id == technique.c.id
        )
    ),
    filters={"state": technique.c.state == any_(words("state"))},
    sorts=_sorts,
    tie=technique.c.id,
).reader()


class SqlProfileReader:
    """`ProfileReader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> ProfileView:
        async with self._database.raw() as connection:
            row = await connection.fetchrow(_ALL, PROFILE_ID)
        if row is None:
            raise RuntimeError("a query for one row gave none")
        return ProfileView(
            row["version"],
            row["weight"],
            as_built(row["actors"], list[ProfileActorView]),
            as_built(row["lists"], list[ProfileListView]),
        )

    async def techniques(
        self, ways: tuple[Way, ...], states: tuple[State, ...], request: PageRequest
    ) -> Page[RelevantTechnique]:
        given = applying(state=list(states))
        return await _TECHNIQUES.page(self._database, request, given, _relevant_technique, bound={"way": list(ways)})


def _relevant_technique(*columns: Any) -> RelevantTechnique:
    values = (*technique_values_of(*columns[:8]), *columns[8:])
    return RelevantTechnique(*values)
