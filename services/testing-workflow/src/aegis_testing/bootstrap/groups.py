"""What testing-workflow hears. All of it may be heard again from the start: nothing of it is an effect outside."""

from dataclasses import replace

from aegis_chassis.messaging.hearing import Group, Hearing
from aegis_contracts.catalog_organisation import CATALOG_ORGANISATION
from aegis_contracts.catalog_successions import CATALOG_SUCCESSIONS
from aegis_contracts.catalog_techniques import CATALOG_TECHNIQUES
from aegis_contracts.catalog_templates import CATALOG_TEMPLATES
from aegis_testing.adapters.persistence.replicas import ORGANISATION, SUCCESSIONS, TECHNIQUES, TEMPLATES, USERS
from aegis_testing.application.reactions.successions import FollowSuccessions, FollowTechniques
from aegis_testing.application.reactions.users import FreeClaims

PROJECTIONS = Group(
    name="testing-workflow.projections",
    hearings=(
        Hearing(CATALOG_TECHNIQUES, replica=TECHNIQUES, reaction=FollowTechniques),
        Hearing(CATALOG_SUCCESSIONS, replica=SUCCESSIONS, reaction=FollowSuccessions),
        Hearing(CATALOG_TEMPLATES, replica=TEMPLATES),
        Hearing(CATALOG_ORGANISATION, replica=ORGANISATION),
        replace(USERS, reaction=FreeClaims),
    ),
)
GROUPS = (PROJECTIONS,)
