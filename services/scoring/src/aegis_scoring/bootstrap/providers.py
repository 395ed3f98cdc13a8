"""Which adapter stands behind which port, and the use cases that are built on them."""

from dishka import Provider, Scope, provide_all
from dishka.dependency_source import CompositeDependencySource

from aegis_scoring.adapters.persistence.configurations import SqlConfigurations
from aegis_scoring.adapters.persistence.known_facts import (
    SqlKnownActors,
    SqlKnownScope,
    SqlKnownSuccessions,
    SqlKnownTechniques,
    SqlKnownTests,
)
from aegis_scoring.adapters.persistence.known_inputs import SqlPresentInputs
from aegis_scoring.adapters.persistence.standings import SqlStandings
from aegis_scoring.application.commands.activate_configuration import ActivateConfiguration
from aegis_scoring.application.commands.begin_scoring import BeginScoring
from aegis_scoring.application.commands.draft_configuration import DraftConfiguration
from aegis_scoring.application.commands.rescore_due import RescoreDue
from aegis_scoring.application.ports import (
    Configurations,
    KnownActors,
    KnownScope,
    KnownSuccessions,
    KnownTechniques,
    KnownTests,
    PresentInputs,
    Standings,
)
from aegis_scoring.application.reactions.actors import ReactToActors, ReactToSoftware
from aegis_scoring.application.reactions.organisation import ReactToOrganisation
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
        self.provide(SqlPresentInputs, provides=PresentInputs)
        self.provide(SqlStandings, provides=Standings)
        self.provide(SqlConfigurations, provides=Configurations)


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
        BeginScoring,
        DraftConfiguration,
        ActivateConfiguration,
        RescoreDue,
    )
