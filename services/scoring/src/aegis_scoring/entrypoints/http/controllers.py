"""All that scoring serves."""

from litestar import Controller

from aegis_scoring.entrypoints.http.configurations import ConfigurationController
from aegis_scoring.entrypoints.http.coverage import CoverageController
from aegis_scoring.entrypoints.http.scores import ScoreController

CONTROLLERS: tuple[type[Controller], ...] = (ScoreController, CoverageController, ConfigurationController)

OWNS = frozenset({"scores", "coverage", "scoring-configurations"})
"""The first path segments below ``/api/v1``."""
