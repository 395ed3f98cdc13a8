"""The six services, in the order in which they begin: whoever is heard by others first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aegis_catalog.bootstrap.service import service as catalog
from aegis_catalog.bootstrap.settings import CatalogSettings
from aegis_chassis.process.service import Service, Shared
from aegis_chassis.settings.every_service import SharedSettings
from aegis_identity.bootstrap.service import service as identity
from aegis_identity.bootstrap.settings import IdentitySettings
from aegis_import.bootstrap.service import service as import_
from aegis_import.bootstrap.settings import ImportSettings
from aegis_reporting.bootstrap.service import service as reporting
from aegis_reporting.bootstrap.settings import ReportingSettings
from aegis_scoring.bootstrap.service import service as scoring
from aegis_scoring.bootstrap.settings import ScoringSettings
from aegis_testing.bootstrap.service import service as testing
from aegis_testing.bootstrap.settings import TestingSettings


@dataclass(frozen=True, slots=True)
class Installed:
    """One service as it is installed: its command's name, its schema, its settings, and how it is built."""

    name: str
    schema: str
    settings: type[SharedSettings]
    build: Callable[[Any, Shared], Service]


SERVICES = (
    Installed("identity", "identity", IdentitySettings, identity),
    Installed("catalog", "catalog", CatalogSettings, catalog),
    Installed("import", "import", ImportSettings, import_),
    Installed("testing-workflow", "testing", TestingSettings, testing),
    Installed("scoring", "scoring", ScoringSettings, scoring),
    Installed("reporting", "reporting", ReportingSettings, reporting),
)
