"""All that reporting serves."""

from litestar import Controller

from aegis_reporting.entrypoints.http.audit_events import AuditEventController
from aegis_reporting.entrypoints.http.layers import LayerController
from aegis_reporting.entrypoints.http.matrix import MatrixController
from aegis_reporting.entrypoints.http.metrics import MetricController

CONTROLLERS: tuple[type[Controller], ...] = (
    MatrixController,
    LayerController,
    MetricController,
    AuditEventController,
)

OWNS = frozenset({"matrix", "layers", "metrics", "audit-events"})
"""The first path segments below ``/api/v1``."""
