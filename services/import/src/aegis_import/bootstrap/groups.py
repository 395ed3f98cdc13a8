"""What the import hears."""

from aegis_chassis.messaging.hearing import Group, Hearing
from aegis_chassis.web.known_users import known_users_hearing
from aegis_contracts.catalog_runs import CATALOG_RUNS
from aegis_contracts.identity_users import IDENTITY_USERS
from aegis_contracts.import_requests import IMPORT_REQUESTS
from aegis_contracts.operations_schedules import OPERATIONS_SCHEDULES
from aegis_import.adapters.persistence.replicas import KNOWN_USER, SCHEDULES
from aegis_import.application.reactions.catalog_runs import ApplyRuns
from aegis_import.application.reactions.import_requests import QueueRequested

PROJECTIONS = Group(
    name="import.projections",
    hearings=(
        known_users_hearing(IDENTITY_USERS, KNOWN_USER),
        Hearing(CATALOG_RUNS, reaction=ApplyRuns),
        Hearing(OPERATIONS_SCHEDULES, replica=SCHEDULES),
    ),
)
EFFECTS = Group(
    name="import.effects",
    hearings=(Hearing(IMPORT_REQUESTS, reaction=QueueRequested),),
    effects=True,
    max_age_seconds=86_400,
)
"""A request is acted on once, and a stale one never: a rebuild must not start imports."""

GROUPS = (PROJECTIONS, EFFECTS)
