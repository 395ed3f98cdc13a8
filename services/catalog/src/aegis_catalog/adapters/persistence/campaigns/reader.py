"""ATT&CK campaigns read."""

from typing import Any

from sqlalchemy import select

from aegis_catalog.adapters.persistence.actors.tables import actor
from aegis_catalog.adapters.persistence.campaigns.tables import (
    campaign,
    campaign_actor,
    campaign_software,
    campaign_use,
)
from aegis_catalog.adapters.persistence.contents import ContentList, Links, by_link, counted
from aegis_catalog.adapters.persistence.finding import named
from aegis_catalog.adapters.persistence.reading import as_built, content_columns, or_epoch, refs
from aegis_catalog.adapters.persistence.software.tables import software
from aegis_catalog.adapters.persistence.techniques.below import technique_of, techniques_below
from aegis_catalog.adapters.persistence.techniques.tables import technique
from aegis_catalog.application.campaigns.queries.campaigns import (
    CampaignCounts,
    CampaignDetail,
    CampaignFilters,
    CampaignRow,
)
from aegis_catalog.application.views.content import StatedRef

_techniques = campaign_use.join(technique, technique.c.id == campaign_use.c.technique_id)
_software = campaign_software.join(software, software.c.id == campaign_software.c.software_id)
_actors = campaign_actor.join(actor, actor.c.id == campaign_actor.c.actor_id)
_uses = campaign_use.c.campaign_id == campaign.c.id
_runs = campaign_software.c.campaign_id == campaign.c.id
_is_of = campaign_actor.c.campaign_id == campaign.c.id


def _values(*columns: Any) -> tuple[Any, ...]:
    return (*columns[:16], as_built(columns[16], list[StatedRef]), CampaignCounts(*columns[17:20]))


def _row(*columns: Any) -> CampaignRow:
    values = _values(*columns)
    return CampaignRow(*values)


def _detail(*columns: Any) -> CampaignDetail:
    description, listed = columns[20:]
    values = (*_values(*columns), description, as_built(listed, list[StatedRef]))
    return CampaignDetail(*values)


CAMPAIGNS = ContentList[CampaignFilters, CampaignRow, CampaignDetail](
    table=campaign,
    noun="campaign",
    rows=select(
        *content_columns(campaign),
        campaign.c.aliases,
        campaign.c.first_seen,
        campaign.c.last_seen,
        refs(_actors, actor, _is_of).label("actors"),
        counted(_techniques, _uses, technique.c.state == "active").label("techniques"),
        counted(_software, _runs, software.c.state == "active").label("software"),
        counted(_actors, _is_of, actor.c.state == "active").label("attributed"),
    ),
    row=_row,
    detail=_detail,
    more=(campaign.c.description, refs(_software, software, _runs)),
    filters={
        "technique": by_link(_techniques, _uses, technique, "technique"),
        "software": by_link(_software, _runs, software, "software"),
        "actor": by_link(_actors, _is_of, actor, "actor"),
    },
    aliases=True,
    sorts={"first_seen": or_epoch(campaign.c.first_seen), "last_seen": or_epoch(campaign.c.last_seen)},
)
USED_IN_CAMPAIGN = Links(techniques_below(campaign_use, campaign_use.c.campaign_id == named(campaign)), technique_of)
