"""Which adapter stands behind which port, and the use cases that are built on them."""

from dishka import AnyOf, Provider, Scope, provide_all
from dishka.dependency_source import CompositeDependencySource

from aegis_scoring.adapters.persistence.actors import SqlActors, SqlTactics
from aegis_scoring.adapters.persistence.boards import SqlBoards
from aegis_scoring.adapters.persistence.configurations import SqlConfigurations, SqlConfigurationVersions
from aegis_scoring.adapters.persistence.known_facts import (
    SqlKnownActors,
    SqlKnownScope,
    SqlKnownSuccessions,
    SqlKnownTechniques,
    SqlKnownTests,
)
from aegis_scoring.adapters.persistence.known_inputs import SqlPresentInputs
from aegis_scoring.adapters.persistence.known_means import SqlKnownDefences, SqlKnownRules
from aegis_scoring.adapters.persistence.reasons import SqlReasons
from aegis_scoring.adapters.persistence.republishing import SqlRepublishing
from aegis_scoring.adapters.persistence.standings import SqlStandings
from aegis_scoring.adapters.persistence.turns import SqlTurns
from aegis_scoring.application.commands.activate_configuration import ActivateConfiguration
from aegis_scoring.application.commands.begin_scoring import BeginScoring
from aegis_scoring.application.commands.draft_configuration import DraftConfiguration
from aegis_scoring.application.commands.republish import Republish
from aegis_scoring.application.commands.rescore_all import RescoreAll
from aegis_scoring.application.commands.rescore_due import RescoreDue
from aegis_scoring.application.ports import (
    Configurations,
    KnownActors,
    KnownDefences,
    KnownRules,
    KnownScope,
    KnownSuccessions,
    KnownTechniques,
    KnownTests,
    PresentInputs,
    Republishing,
    Standings,
)
from aegis_scoring.application.queries.boards import Boards, Tactics
from aegis_scoring.application.queries.configurations import ConfigurationVersions, ScoringConfigurations
from aegis_scoring.application.queries.coverage import Coverage
from aegis_scoring.application.queries.explanation import Explanation, Reasons
from aegis_scoring.application.queries.history import History, Turns
from aegis_scoring.application.queries.means import Actors, Means
from aegis_scoring.application.queries.preview import Everything, Preview
from aegis_scoring.application.queries.technique_scores import OneScore, TechniqueScores
from aegis_scoring.application.reactions.actors import ReactToActors, ReactToSoftware
from aegis_scoring.application.reactions.defences import ReactToDefences
from aegis_scoring.application.reactions.organisation import ReactToOrganisation
from aegis_scoring.application.reactions.rules import ReactToRules
from aegis_scoring.application.reactions.successions import ReactToSuccessions
from aegis_scoring.application.reactions.techniques import ReactToTechniques
from aegis_scoring.application.reactions.tests import ReactToTests
from aegis_scoring.application.rescoring import Rescore


class PersistenceProvider(Provider):
    """The ports on PostgreSQL, one set a unit of work."""

    def __init__(self) -> None:
        super().__init__(scope=Scope.REQUEST)
        self.provide(SqlKnownTests, provides=KnownTests)
        self.provide(SqlKnownTechniques, provides=KnownTechniques)
        self.provide(SqlKnownScope, provides=KnownScope)
        self.provide(SqlKnownSuccessions, provides=KnownSuccessions)
        self.provide(SqlKnownActors, provides=KnownActors)
        self.provide(SqlKnownRules, provides=KnownRules)
        self.provide(SqlKnownDefences, provides=KnownDefences)
        self.provide(SqlPresentInputs, provides=PresentInputs)
        self.provide(SqlStandings, provides=Standings)
        self.provide(SqlConfigurations, provides=Configurations)
        self.provide(SqlRepublishing, provides=Republishing)


class ReaderProvider(Provider):
    """Readers: they hold the pool and nothing else, so one of each does."""

    def __init__(self) -> None:
        super().__init__(scope=Scope.APP)
        self.provide(SqlBoards, provides=AnyOf[SqlBoards, Boards, OneScore, Everything])
        self.provide(SqlTactics, provides=Tactics)
        self.provide(SqlActors, provides=Actors)
        self.provide(SqlReasons, provides=Reasons)
        self.provide(SqlTurns, provides=Turns)
        self.provide(SqlConfigurationVersions, provides=ConfigurationVersions)

    queries: CompositeDependencySource = provide_all(
        TechniqueScores, Means, Coverage, Explanation, History, ScoringConfigurations, Preview
    )


class UseCaseProvider(Provider):
    """Commands and reactions."""

    scope = Scope.REQUEST

    all_of_them: CompositeDependencySource = provide_all(
        Rescore,
        ReactToTests,
        ReactToTechniques,
        ReactToOrganisation,
        ReactToSuccessions,
        ReactToActors,
        ReactToSoftware,
        ReactToRules,
        ReactToDefences,
        BeginScoring,
        DraftConfiguration,
        ActivateConfiguration,
        RescoreDue,
        RescoreAll,
        Republish,
    )
