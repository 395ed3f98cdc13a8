"""Malware and tools read."""

from typing import Any

from sqlalchemy import select

from aegis_catalog.adapters.persistence.actors.tables import actor, actor_software
from aegis_catalog.adapters.persistence.campaigns.tables import campaign, campaign_software
from aegis_catalog.adapters.persistence.contents import ContentList, Links, by_link, by_word, by_words, counted
from aegis_catalog.adapters.persistence.finding import named
from aegis_catalog.adapters.persistence.reading import as_built, content_columns, refs, version_of
from aegis_catalog.adapters.persistence.software.tables import software, software_use
from aegis_catalog.adapters.persistence.techniques.below import technique_of, techniques_below
from aegis_catalog.adapters.persistence.techniques.tables import technique
from aegis_catalog.application.software.queries.software import (
    SoftwareCounts,
    SoftwareDetail,
    SoftwareFilters,
    SoftwareRow,
)
from aegis_catalog.application.views.content import StatedRef
from aegis_contracts.catalog_software import CATALOG_SOFTWARE

_techniques = software_use.join(technique, technique.c.id == software_use.c.technique_id)
_actors = actor_software.join(actor, actor.c.id == actor_software.c.actor_id)
_campaigns = campaign_software.join(campaign, campaign.c.id == campaign_software.c.campaign_id)
_uses = software_use.c.software_id == software.c.id
_used = actor_software.c.software_id == software.c.id
_used_in = campaign_software.c.software_id == software.c.id


def _row(*columns: Any) -> SoftwareRow:
    values = (*columns[:16], SoftwareCounts(columns[16], columns[17]))
    return SoftwareRow(*values)


def _detail(*columns: Any) -> SoftwareDetail:
    version, description, actors, campaigns = columns[18:]
    values = (
        *columns[:16],
        SoftwareCounts(columns[16], columns[17]),
        version,
        description,
        as_built(actors, list[StatedRef]),
        as_built(campaigns, list[StatedRef]),
    )
    return SoftwareDetail(*values)


SOFTWARE = ContentList[SoftwareFilters, SoftwareRow, SoftwareDetail](
    table=software,
    noun="software",
    rows=select(
        *content_columns(software),
        software.c.type,
        software.c.aliases,
        software.c.platforms,
        counted(_techniques, _uses, technique.c.state == "active").label("techniques"),
        counted(_actors, _used, actor.c.state == "active").label("actors"),
    ),
    row=_row,
    detail=_detail,
    more=(
        version_of(software, CATALOG_SOFTWARE.name),
        software.c.description,
        refs(_actors, actor, _used),
        refs(_campaigns, campaign, _used_in),
    ),
    filters={
        "type": by_word(software.c.type, "type"),
        "platform": by_words(software.c.platforms, "platform"),
        "technique": by_link(_techniques, _uses, technique, "technique"),
        "actor": by_link(_actors, _used, actor, "actor"),
    },
    aliases=True,
)
USED_BY_SOFTWARE = Links(techniques_below(software_use, software_use.c.software_id == named(software)), technique_of)
