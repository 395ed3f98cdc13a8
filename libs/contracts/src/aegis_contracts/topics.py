"""All topics of the published language, in one place."""

from typing import Any

from aegis_contracts.audit_entries import AUDIT_ENTRIES
from aegis_contracts.catalog_actors import CATALOG_ACTORS
from aegis_contracts.catalog_adversaries import CATALOG_ADVERSARIES
from aegis_contracts.catalog_controls import CATALOG_CONTROLS
from aegis_contracts.catalog_defences import CATALOG_DEFENCES
from aegis_contracts.catalog_frameworks import CATALOG_FRAMEWORKS
from aegis_contracts.catalog_intel import CATALOG_INTEL
from aegis_contracts.catalog_matrices import CATALOG_MATRICES
from aegis_contracts.catalog_organisation import CATALOG_ORGANISATION
from aegis_contracts.catalog_rules import CATALOG_RULES
from aegis_contracts.catalog_runs import CATALOG_RUNS
from aegis_contracts.catalog_software import CATALOG_SOFTWARE
from aegis_contracts.catalog_successions import CATALOG_SUCCESSIONS
from aegis_contracts.catalog_techniques import CATALOG_TECHNIQUES
from aegis_contracts.catalog_templates import CATALOG_TEMPLATES
from aegis_contracts.identity_users import IDENTITY_USERS
from aegis_contracts.import_content import IMPORT_CONTENT
from aegis_contracts.import_requests import IMPORT_REQUESTS
from aegis_contracts.import_runs import IMPORT_RUNS
from aegis_contracts.operations_schedules import OPERATIONS_SCHEDULES
from aegis_contracts.scoring_configurations import SCORING_CONFIGURATIONS
from aegis_contracts.scoring_scores import SCORING_SCORES
from aegis_contracts.testing_campaigns import TESTING_CAMPAIGNS
from aegis_contracts.testing_tests import TESTING_TESTS
from aegis_kernel.facts import Topic

ALL: tuple[Topic[Any], ...] = (
    IMPORT_CONTENT,
    IMPORT_RUNS,
    IMPORT_REQUESTS,
    CATALOG_RUNS,
    CATALOG_MATRICES,
    CATALOG_TECHNIQUES,
    CATALOG_ACTORS,
    CATALOG_SOFTWARE,
    CATALOG_TEMPLATES,
    CATALOG_ADVERSARIES,
    CATALOG_RULES,
    CATALOG_DEFENCES,
    CATALOG_FRAMEWORKS,
    CATALOG_CONTROLS,
    CATALOG_INTEL,
    CATALOG_ORGANISATION,
    CATALOG_SUCCESSIONS,
    TESTING_TESTS,
    TESTING_CAMPAIGNS,
    SCORING_SCORES,
    SCORING_CONFIGURATIONS,
    IDENTITY_USERS,
    OPERATIONS_SCHEDULES,
    AUDIT_ENTRIES,
)


def owned_by(service: str) -> tuple[Topic[Any], ...]:
    """The topics that `service` writes and nobody else does."""
    return tuple(topic for topic in ALL if topic.owner == service)
