"""Templates, rules and frameworks of our own, and what we make of feeds' entries."""

from dishka import Provider, Scope

from aegis_catalog.adapters.persistence.intel.technique_reader import SqlIntelTechniqueReader
from aegis_catalog.adapters.persistence.intel.triages import SqlIntelTriages
from aegis_catalog.adapters.persistence.own_frameworks.repository import SqlOwnFrameworks
from aegis_catalog.adapters.persistence.own_rules.repository import SqlOwnRules
from aegis_catalog.adapters.persistence.own_templates.reader import SqlVersionReader
from aegis_catalog.adapters.persistence.own_templates.repository import SqlOwnTemplates
from aegis_catalog.adapters.persistence.techniques.public_ids import SqlTechniqueNames
from aegis_catalog.application.finding.techniques import TechniqueNames
from aegis_catalog.application.intel.commands.triage_intel import TriageIntel
from aegis_catalog.application.intel.ports import IntelTriages
from aegis_catalog.application.intel.queries.test_draft import IntelTechniqueReader, TestDrafts
from aegis_catalog.application.own_frameworks.commands.upload_framework import UploadFramework
from aegis_catalog.application.own_frameworks.commands.withdraw_framework import WithdrawFramework
from aegis_catalog.application.own_frameworks.ports import OwnFrameworks
from aegis_catalog.application.own_rules.commands.add_rule import AddRule
from aegis_catalog.application.own_rules.commands.edit_rule import EditRule
from aegis_catalog.application.own_rules.commands.retire_rule import RetireRule
from aegis_catalog.application.own_rules.ports import OwnRules
from aegis_catalog.application.own_templates.commands.add_templates import AddTemplates
from aegis_catalog.application.own_templates.commands.decide_templates import DecideTemplates
from aegis_catalog.application.own_templates.commands.edit_template import EditTemplate
from aegis_catalog.application.own_templates.commands.fork_template import ForkTemplate
from aegis_catalog.application.own_templates.ports import OwnTemplates
from aegis_catalog.application.own_templates.queries.versions import VersionReader, VersionsOfTemplates

USE_CASES = (
    AddRule,
    AddTemplates,
    DecideTemplates,
    EditRule,
    EditTemplate,
    ForkTemplate,
    RetireRule,
    TriageIntel,
    UploadFramework,
    WithdrawFramework,
)


def own_exercise_provider() -> Provider:
    """Repositories and use cases of a request, readers of the process."""
    provider = Provider(scope=Scope.REQUEST)
    provider.provide(SqlTechniqueNames, provides=TechniqueNames)
    provider.provide(SqlOwnTemplates, provides=OwnTemplates)
    provider.provide(SqlOwnRules, provides=OwnRules)
    provider.provide(SqlOwnFrameworks, provides=OwnFrameworks)
    provider.provide(SqlIntelTriages, provides=IntelTriages)
    for use_case in USE_CASES:
        provider.provide(use_case)
    for reader, reading, query in (
        (SqlIntelTechniqueReader, IntelTechniqueReader, TestDrafts),
        (SqlVersionReader, VersionReader, VersionsOfTemplates),
    ):
        provider.provide(reader, provides=reading, scope=Scope.APP)
        provider.provide(query, scope=Scope.APP)
    return provider
