"""What we make of rules, templates and defences: deployments, health, associations, implementation, our own."""

from dishka import AnyOf, Provider, Scope

from aegis_catalog.adapters.persistence.associations.reader import SqlCandidateReader
from aegis_catalog.adapters.persistence.associations.repository import SqlAssociations
from aegis_catalog.adapters.persistence.defences.implementations import SqlImplementations
from aegis_catalog.adapters.persistence.defences.period_reader import SqlImplementationReader
from aegis_catalog.adapters.persistence.deployments.reader import SqlPeriodReader
from aegis_catalog.adapters.persistence.deployments.repository import SqlDeployments
from aegis_catalog.adapters.persistence.rule_health.reader import SqlRuleHealthReader
from aegis_catalog.adapters.persistence.rule_health.standings import SqlRuleStandings
from aegis_catalog.application.associations.commands.decide_candidates import DecideCandidates
from aegis_catalog.application.associations.ports import Associations
from aegis_catalog.application.associations.queries.candidates import CandidateReader, Candidates
from aegis_catalog.application.defences.commands.implement_defences import ImplementDefences
from aegis_catalog.application.defences.ports import Implementations
from aegis_catalog.application.defences.queries.periods import DefencePeriods, ImplementationReader
from aegis_catalog.application.deployments.commands.deploy_rules import DeployRules
from aegis_catalog.application.deployments.commands.sync_deployments import SyncDeployments
from aegis_catalog.application.deployments.commands.withdraw_deployment import WithdrawDeployment
from aegis_catalog.application.deployments.ports import Deployments
from aegis_catalog.application.deployments.queries.periods import PeriodReader, RulePeriods
from aegis_catalog.application.rule_health.ports import RuleStandings
from aegis_catalog.application.rule_health.queries.health import HealthOfRules, RuleHealthReader
from aegis_catalog.application.rule_health.reactions.tests import KeepRuleHealth

USE_CASES = (
    DecideCandidates,
    DeployRules,
    ImplementDefences,
    KeepRuleHealth,
    SyncDeployments,
    WithdrawDeployment,
)


def exercise_provider() -> Provider:
    """Repositories and use cases of a request, readers of the process."""
    provider = Provider(scope=Scope.REQUEST)
    provider.provide(SqlAssociations, provides=Associations)
    provider.provide(SqlDeployments, provides=Deployments)
    provider.provide(SqlImplementations, provides=Implementations)
    provider.provide(SqlRuleStandings, provides=AnyOf[SqlRuleStandings, RuleStandings])
    for use_case in USE_CASES:
        provider.provide(use_case)
    for reader, reading, query in (
        (SqlCandidateReader, CandidateReader, Candidates),
        (SqlImplementationReader, ImplementationReader, DefencePeriods),
        (SqlPeriodReader, PeriodReader, RulePeriods),
        (SqlRuleHealthReader, RuleHealthReader, HealthOfRules),
    ):
        provider.provide(reader, provides=reading, scope=Scope.APP)
        provider.provide(query, scope=Scope.APP)
    return provider
