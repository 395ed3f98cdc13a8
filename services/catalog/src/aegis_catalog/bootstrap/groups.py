"""What the catalogue hears. All of it may be heard again from the start: nothing of it is an effect outside."""

from aegis_catalog.adapters.persistence.metadata import chassis
from aegis_catalog.application.content.reactions.import_content import ImportContent
from aegis_catalog.application.standing.reactions.scores import KeepScores
from aegis_catalog.application.standing.reactions.tests import KeepUses
from aegis_chassis.messaging.hearing import Group, Hearing
from aegis_chassis.web.known_users import known_users_hearing
from aegis_contracts.identity_users import IDENTITY_USERS
from aegis_contracts.import_content import IMPORT_CONTENT
from aegis_contracts.scoring_scores import SCORING_SCORES
from aegis_contracts.testing_tests import TESTING_TESTS

PROJECTIONS = Group(
    name="catalog.projections",
    hearings=(
        Hearing(IMPORT_CONTENT, reaction=ImportContent),
        Hearing(SCORING_SCORES, reaction=KeepScores),
        Hearing(TESTING_TESTS, reaction=KeepUses),
        known_users_hearing(IDENTITY_USERS, chassis.known_user),
    ),
)
