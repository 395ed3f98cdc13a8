"""All that the catalogue serves."""

from litestar import Controller

from aegis_catalog.entrypoints.http.data_components import DataComponentController
from aegis_catalog.entrypoints.http.mitigations import MitigationController
from aegis_catalog.entrypoints.http.notes import NoteController
from aegis_catalog.entrypoints.http.organisation import OrganisationController
from aegis_catalog.entrypoints.http.reviews import ReviewController, ReviewQueueController
from aegis_catalog.entrypoints.http.software import SoftwareController
from aegis_catalog.entrypoints.http.tactics import TacticController
from aegis_catalog.entrypoints.http.techniques import TechniqueController
from aegis_catalog.entrypoints.http.threat_actors import ThreatActorController
from aegis_catalog.entrypoints.http.tools import ToolController

CONTROLLERS: tuple[type[Controller], ...] = (
    TechniqueController,
    ReviewController,
    NoteController,
    ReviewQueueController,
    TacticController,
    MitigationController,
    SoftwareController,
    DataComponentController,
    ThreatActorController,
    OrganisationController,
    ToolController,
)

OWNS = frozenset(
    {
        "techniques",
        "review-queue",
        "tactics",
        "mitigations",
        "software",
        "data-components",
        "threat-actors",
        "organisation",
        "tools",
    }
)
"""The first path segments below ``/api/v1``."""
