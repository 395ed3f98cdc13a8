"""What reporting hears. In a batch content comes before tests, and tests before scores, so that the feed tells of what
can be read already."""

from aegis_chassis.messaging.hearing import Group, Hearing
from aegis_chassis.web.known_users import known_users_hearing
from aegis_contracts.audit_entries import AUDIT_ENTRIES
from aegis_contracts.catalog_actors import CATALOG_ACTORS
from aegis_contracts.catalog_matrices import CATALOG_MATRICES
from aegis_contracts.catalog_organisation import CATALOG_ORGANISATION
from aegis_contracts.catalog_techniques import CATALOG_TECHNIQUES
from aegis_contracts.identity_users import IDENTITY_USERS
from aegis_contracts.import_runs import IMPORT_RUNS
from aegis_contracts.scoring_scores import SCORING_SCORES
from aegis_contracts.testing_tests import TESTING_TESTS
from aegis_reporting.adapters.persistence.metadata import chassis
from aegis_reporting.adapters.persistence.replicas import ACTORS, MATRICES, SCOPE, SCORES, TECHNIQUES, TESTS
from aegis_reporting.application.activity.reactions.content import ReactToContent
from aegis_reporting.application.activity.reactions.organisation import ReactToOrganisation
from aegis_reporting.application.activity.reactions.runs import ReactToRuns
from aegis_reporting.application.activity.reactions.scores import ReactToScores
from aegis_reporting.application.activity.reactions.tests import ReactToTests
from aegis_reporting.application.audit.reactions.entries import ReactToEntries

PROJECTIONS = Group(
    name="reporting.projections",
    hearings=(
        known_users_hearing(IDENTITY_USERS, chassis.known_user),
        Hearing(CATALOG_MATRICES, replica=MATRICES, reaction=ReactToContent),
        Hearing(CATALOG_TECHNIQUES, replica=TECHNIQUES, reaction=ReactToContent),
        Hearing(CATALOG_ACTORS, replica=ACTORS),
        Hearing(CATALOG_ORGANISATION, replica=SCOPE, reaction=ReactToOrganisation),
        Hearing(TESTING_TESTS, replica=TESTS, reaction=ReactToTests),
        Hearing(SCORING_SCORES, replica=SCORES, reaction=ReactToScores),
        Hearing(IMPORT_RUNS, reaction=ReactToRuns),
    ),
)

EFFECTS = Group(name="reporting.effects", hearings=(Hearing(AUDIT_ENTRIES, reaction=ReactToEntries),), effects=True)
"""Entries of any age: a trail that forgets what it was away for is none."""

GROUPS = (PROJECTIONS, EFFECTS)
