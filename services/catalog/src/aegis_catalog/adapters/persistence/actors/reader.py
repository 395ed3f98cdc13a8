"""Threat actors read."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, Text, exists, literal_column, select, true
from sqlalchemy.dialects.postgresql import ARRAY

from aegis_catalog.adapters.persistence.actors.profiles import country_codes, of_country
from aegis_catalog.adapters.persistence.actors.tables import (
    actor,
    actor_profile,
    actor_profile_of,
    actor_software,
    actor_use,
)
from aegis_catalog.adapters.persistence.actors.uses import use_values, uses_of
from aegis_catalog.adapters.persistence.campaigns.tables import campaign, campaign_actor
from aegis_catalog.adapters.persistence.contents import ContentList, Filter, SqlContents, by_link
from aegis_catalog.adapters.persistence.finding import naming, require_owner
from aegis_catalog.adapters.persistence.reading import any_case, applying, as_built, content_columns, refs, version_of
from aegis_catalog.adapters.persistence.software.tables import software
from aegis_catalog.adapters.persistence.techniques.below import WIDTH, technique_values_of, techniques_below
from aegis_catalog.adapters.persistence.techniques.tables import technique
from aegis_catalog.application.actors.queries.actors import (
    ActorCounts,
    ActorDetail,
    ActorFilters,
    ActorRow,
    ProfileOf,
    SoftwareOf,
    UseFilters,
)
from aegis_catalog.application.views.content import StatedRef
from aegis_catalog.application.views.techniques import UsedTechnique
from aegis_chassis.database.pool import Database
from aegis_contracts.catalog_actors import CATALOG_ACTORS
from aegis_kernel.paging import Page, PageRequest

# One expression and not a join: PostgreSQL then counts for the rows of the page only.
_COUNTS = """(
    select array[
        count(distinct technique.id) filter (where way = 'direct'),
        count(distinct technique.id) filter (where way <> 'software'),
        count(distinct technique.id) filter (where way <> 'campaign'),
        count(distinct technique.id),
        (select count(*) from actor_software link
            join software on software.id = link.software_id and software.state = 'active'
            where link.actor_id = actor.id)
    ]
    from (
        select technique_id, way from actor_use where actor_use.actor_id = actor.id
        union all
        select software_use.technique_id, 'software'
        from actor_software
        join software on software.id = actor_software.software_id and software.state = 'active'
        join software_use on software_use.software_id = software.id
        where actor_software.actor_id = actor.id
    ) one_use
    join technique on technique.id = one_use.technique_id and technique.state = 'active'
)"""
_SOFTWARE = """(
    select cast(coalesce(json_agg(json_build_object('id', software.id, 'attack_id', nullif(software.attack_id, ''),
        'name', software.name, 'type', software.type) order by software.attack_id, software.id), '[]') as text)
    from actor_software join software on software.id = actor_software.software_id and software.state = 'active'
    where actor_software.actor_id = actor.id
)"""
_PROFILES = """(
    select cast(coalesce(json_agg(json_build_object('id', profile.id, 'source', profile.upstream, 'name', profile.name,
        'country', country, 'motivation', motivation, 'url', profile.url)
        order by profile.upstream, profile.upstream_key), '[]') as text)
    from actor_profile_of join actor_profile profile on profile.id = profile_id and profile.state = 'active'
    where actor_profile_of.actor_id = actor.id
)"""
_uses = actor_use.join(technique, technique.c.id == actor_use.c.technique_id)
_runs = actor_software.join(software, software.c.id == actor_software.c.software_id)


def _profiled(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a profile of an actor says so."""
    profiles = actor_profile_of.join(actor_profile, actor_profile.c.id == actor_profile_of.c.profile_id)
    its = (actor_profile_of.c.actor_id == actor.c.id) & (actor_profile.c.state == literal_column("'active'"))
    return exists(select(1).select_from(profiles).where(its, condition))


def _values(*columns: Any) -> tuple[Any, ...]:
    return (*columns[:14], ActorCounts(*columns[14]), as_built(columns[15], list[ProfileOf]))


def _row(*columns: Any) -> ActorRow:
    values = _values(*columns)
    return ActorRow(*values)


def _detail(*columns: Any) -> ActorDetail:
    version, description, listed, campaigns = columns[16:]
    values = (
        *_values(*columns),
        version,
        description,
        as_built(listed, list[SoftwareOf]),
        as_built(campaigns, list[StatedRef]),
    )
    return ActorDetail(*values)


ACTORS = ContentList[ActorFilters, ActorRow, ActorDetail](
    table=actor,
    noun="actor",
    rows=select(
        *content_columns(actor),
        actor.c.aliases,
        literal_column(_COUNTS, ARRAY(Integer)).label("counts"),
        literal_column(_PROFILES, Text).label("profiles"),
    ).select_from(actor),
    row=_row,
    detail=_detail,
    more=(
        version_of(actor, CATALOG_ACTORS.name),
        actor.c.description,
        literal_column(_SOFTWARE, Text).label("software"),
        refs(
            campaign_actor.join(campaign, campaign.c.id == campaign_actor.c.campaign_id),
            campaign,
            campaign_actor.c.actor_id == actor.c.id,
        ),
    ),
    filters={
        "technique": by_link(_uses, actor_use.c.actor_id == actor.c.id, technique, "technique"),
        "software": by_link(_runs, actor_software.c.actor_id == actor.c.id, software, "software"),
        "country": Filter(_profiled(of_country("country")), country_codes),
        "motivation": Filter(
            _profiled(any_case(actor_profile.c.motivation, "motivation")), lambda given: [one.lower() for one in given]
        ),
    },
    aliases=True,
)
_used = uses_of("actor")
_TECHNIQUES = techniques_below(_used, true(), _used.c.ways, _used.c.uses)


class SqlActorReader(SqlContents[ActorFilters, ActorRow, ActorDetail]):
    """`ActorReader`."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, ACTORS)

    async def techniques(self, reference: str, filters: UseFilters, request: PageRequest) -> Page[UsedTechnique]:
        given = applying(state=list(filters.state), domain=list(filters.domain))
        bound = naming(reference) | {"way": list(filters.way)}
        found = await _TECHNIQUES.page(self._database, request, given, _technique, bound=bound)
        await require_owner(found, self._database, "actor", "threat actor", reference)
        return found


def _technique(*columns: Any) -> UsedTechnique:
    values = (*technique_values_of(*columns), *use_values(columns[WIDTH], columns[WIDTH + 1]))
    return UsedTechnique(*values)
