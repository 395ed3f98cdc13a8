"""The readers of all subjects: made once, since they hold nothing but the database."""

from dishka import Provider, Scope

from aegis_catalog.adapters.persistence.actors.reader import SqlActorReader
from aegis_catalog.adapters.persistence.compliance.controls import SqlControlReader
from aegis_catalog.adapters.persistence.compliance.frameworks import SqlFrameworkReader
from aegis_catalog.adapters.persistence.content.history import SqlHistoryReader
from aegis_catalog.adapters.persistence.counting.reader import SqlCountReader
from aegis_catalog.adapters.persistence.detection.reader import SqlAnalyticReader
from aegis_catalog.adapters.persistence.intel.reader import SqlIntelReader
from aegis_catalog.adapters.persistence.notes.reader import SqlNoteReader
from aegis_catalog.adapters.persistence.organisation.reader import SqlOrganisationReader
from aegis_catalog.adapters.persistence.organisation.tool_reader import SqlToolReader
from aegis_catalog.adapters.persistence.reviews.reader import SqlReviewReader
from aegis_catalog.adapters.persistence.rules.reader import SqlRuleBodyReader
from aegis_catalog.adapters.persistence.tactics.reader import SqlTacticReader
from aegis_catalog.adapters.persistence.techniques.ids import SqlTechniqueThere
from aegis_catalog.adapters.persistence.techniques.links import SqlTechniqueLinkReader
from aegis_catalog.adapters.persistence.techniques.reader import SqlTechniqueReader
from aegis_catalog.adapters.persistence.templates.stats import SqlTemplateStatsReader
from aegis_catalog.application.actors.queries.actors import ActorReader, Actors
from aegis_catalog.application.compliance.queries.controls import ControlReader, Controls
from aegis_catalog.application.compliance.queries.frameworks import FrameworkReader, Frameworks
from aegis_catalog.application.counting.queries.counts import Counting, CountReader
from aegis_catalog.application.detection.queries.analytics import AnalyticReader, Analytics
from aegis_catalog.application.history.queries.history import History, HistoryReader
from aegis_catalog.application.intel.queries.intel import IntelItems, IntelReader
from aegis_catalog.application.notes.queries.notes import NoteReader, TechniqueNotes
from aegis_catalog.application.organisation.queries.organisation import Organisation, OrganisationReader
from aegis_catalog.application.organisation.queries.tools import DefenceTools, ToolReader
from aegis_catalog.application.reviews.queries.reviews import ReviewReader, Reviews
from aegis_catalog.application.rules.queries.rules import RuleBodies, RuleBodyReader
from aegis_catalog.application.tactics.queries.tactics import TacticReader, Tactics
from aegis_catalog.application.techniques.queries.linked import LinkedToTechnique, TechniqueThere
from aegis_catalog.application.techniques.queries.links import TechniqueLinkReader, TechniqueLinks
from aegis_catalog.application.techniques.queries.techniques import TechniqueReader, Techniques
from aegis_catalog.application.templates.queries.templates import TemplateCounts, TemplateStatsReader
from aegis_catalog.bootstrap.kinds import KINDS


def reading_provider() -> Provider:
    """Readers by their ports, and the queries in front of them."""
    provider = Provider(scope=Scope.APP)
    for reader, port, query in (
        (SqlActorReader, ActorReader, Actors),
        (SqlAnalyticReader, AnalyticReader, Analytics),
        (SqlControlReader, ControlReader, Controls),
        (SqlCountReader, CountReader, Counting),
        (SqlFrameworkReader, FrameworkReader, Frameworks),
        (SqlHistoryReader, HistoryReader, History),
        (SqlIntelReader, IntelReader, IntelItems),
        (SqlNoteReader, NoteReader, TechniqueNotes),
        (SqlOrganisationReader, OrganisationReader, Organisation),
        (SqlReviewReader, ReviewReader, Reviews),
        (SqlTacticReader, TacticReader, Tactics),
        (SqlRuleBodyReader, RuleBodyReader, RuleBodies),
        (SqlTemplateStatsReader, TemplateStatsReader, TemplateCounts),
        (SqlTechniqueThere, TechniqueThere, LinkedToTechnique),
        (SqlTechniqueLinkReader, TechniqueLinkReader, TechniqueLinks),
        (SqlTechniqueReader, TechniqueReader, Techniques),
        (SqlToolReader, ToolReader, DefenceTools),
    ):
        provider.provide(reader, provides=port)
        provider.provide(query)
    for kind in KINDS:
        provider.provide(kind.make, provides=kind.query)
    return provider
