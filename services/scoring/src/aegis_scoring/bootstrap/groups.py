"""What scoring hears. In a batch the catalogue comes before the tests, so that a test meets its technique."""

from aegis_chassis.messaging.hearing import Group, Hearing
from aegis_contracts.catalog_actors import CATALOG_ACTORS
from aegis_contracts.catalog_defences import CATALOG_DEFENCES
from aegis_contracts.catalog_matrices import CATALOG_MATRICES
from aegis_contracts.catalog_organisation import CATALOG_ORGANISATION
from aegis_contracts.catalog_rules import CATALOG_RULES
from aegis_contracts.catalog_software import CATALOG_SOFTWARE
from aegis_contracts.catalog_successions import CATALOG_SUCCESSIONS
from aegis_contracts.catalog_techniques import CATALOG_TECHNIQUES
from aegis_contracts.testing_tests import TESTING_TESTS
from aegis_scoring.adapters.persistence.replicas import MATRICES, USERS
from aegis_scoring.application.reactions.actors import ReactToActors, ReactToSoftware
from aegis_scoring.application.reactions.defences import ReactToDefences
from aegis_scoring.application.reactions.organisation import ReactToOrganisation
from aegis_scoring.application.reactions.rules import ReactToRules
from aegis_scoring.application.reactions.successions import ReactToSuccessions
from aegis_scoring.application.reactions.techniques import ReactToTechniques
from aegis_scoring.application.reactions.tests import ReactToTests

PROJECTIONS = Group(
    name="scoring.projections",
    hearings=(
        USERS,
        Hearing(CATALOG_MATRICES, replica=MATRICES),
        Hearing(CATALOG_ORGANISATION, reaction=ReactToOrganisation),
        Hearing(CATALOG_TECHNIQUES, reaction=ReactToTechniques),
        Hearing(CATALOG_SUCCESSIONS, reaction=ReactToSuccessions),
        Hearing(CATALOG_SOFTWARE, reaction=ReactToSoftware),
        Hearing(CATALOG_ACTORS, reaction=ReactToActors),
        Hearing(CATALOG_RULES, reaction=ReactToRules),
        Hearing(CATALOG_DEFENCES, reaction=ReactToDefences),
        Hearing(TESTING_TESTS, reaction=ReactToTests),
    ),
)

GROUPS = (PROJECTIONS,)
