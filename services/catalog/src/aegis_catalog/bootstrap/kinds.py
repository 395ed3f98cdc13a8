"""The kinds of content that are read alike: each query with what is declared of its kind."""

from dataclasses import dataclass
from typing import Any

from aegis_catalog.adapters.persistence.actors.profiles import PROFILES
from aegis_catalog.adapters.persistence.adversaries.reader import ADVERSARIES
from aegis_catalog.adapters.persistence.campaigns.reader import CAMPAIGNS, USED_IN_CAMPAIGN
from aegis_catalog.adapters.persistence.contents import ContentList, Links, SqlContents, SqlLinkedContents
from aegis_catalog.adapters.persistence.data_components.reader import DATA_COMPONENTS, READ_FOR
from aegis_catalog.adapters.persistence.defences.reader import COUNTERED, DEFENCES
from aegis_catalog.adapters.persistence.detection.reader import SEEN_BY_STRATEGY, STRATEGIES
from aegis_catalog.adapters.persistence.mitigations.reader import MITIGATED, MITIGATIONS
from aegis_catalog.adapters.persistence.rules.reader import RULES
from aegis_catalog.adapters.persistence.software.reader import SOFTWARE, USED_BY_SOFTWARE
from aegis_catalog.adapters.persistence.templates.reader import TEMPLATES
from aegis_catalog.application.actors.queries.profiles import Profiles
from aegis_catalog.application.adversaries.queries.adversaries import Adversaries
from aegis_catalog.application.campaigns.queries.campaigns import Campaigns
from aegis_catalog.application.contents.queries.contents import Contents
from aegis_catalog.application.data_components.queries.data_components import DataComponents
from aegis_catalog.application.defences.queries.defences import Defences
from aegis_catalog.application.detection.queries.strategies import Strategies
from aegis_catalog.application.mitigations.queries.mitigations import Mitigations
from aegis_catalog.application.rules.queries.rules import Rules
from aegis_catalog.application.software.queries.software import SoftwareItems
from aegis_catalog.application.templates.queries.templates import Templates
from aegis_chassis.database.pool import Database


@dataclass(frozen=True, slots=True)
class Kind:
    """A query by its class; with `links`, it tells of techniques too."""

    query: type[Contents[Any, Any, Any]]
    content: ContentList[Any, Any, Any]
    links: Links[Any] | None = None

    def make(self, database: Database) -> Any:
        """The query on `database`."""
        if self.links is None:
            return self.query(SqlContents(database, self.content))
        return self.query(SqlLinkedContents(database, self.content, self.links))


KINDS = (
    Kind(Templates, TEMPLATES),
    Kind(Adversaries, ADVERSARIES),
    Kind(Rules, RULES),
    Kind(Defences, DEFENCES, COUNTERED),
    Kind(DataComponents, DATA_COMPONENTS, READ_FOR),
    Kind(Mitigations, MITIGATIONS, MITIGATED),
    Kind(SoftwareItems, SOFTWARE, USED_BY_SOFTWARE),
    Kind(Campaigns, CAMPAIGNS, USED_IN_CAMPAIGN),
    Kind(Strategies, STRATEGIES, SEEN_BY_STRATEGY),
    Kind(Profiles, PROFILES),
)
