"""All that testing-workflow serves."""

from litestar import Controller

from aegis_testing.entrypoints.http.bulk import BulkController
from aegis_testing.entrypoints.http.campaigns import CampaignController, CampaignMoveController
from aegis_testing.entrypoints.http.comments import CommentController
from aegis_testing.entrypoints.http.corrections import CorrectionController
from aegis_testing.entrypoints.http.evidence import EvidenceController
from aegis_testing.entrypoints.http.evidence_many import ManyEvidenceController
from aegis_testing.entrypoints.http.moves import MoveController
from aegis_testing.entrypoints.http.recording import RecordingController
from aegis_testing.entrypoints.http.remediations import RemediationController
from aegis_testing.entrypoints.http.screens import ScreenController
from aegis_testing.entrypoints.http.sides import SideController
from aegis_testing.entrypoints.http.template_diff import TemplateDiffController
from aegis_testing.entrypoints.http.tests import TestController

CONTROLLERS: tuple[type[Controller], ...] = (
    TestController,
    ScreenController,
    BulkController,
    MoveController,
    SideController,
    RecordingController,
    RemediationController,
    CommentController,
    TemplateDiffController,
    CorrectionController,
    EvidenceController,
    CampaignController,
    CampaignMoveController,
    ManyEvidenceController,
)

OWNS = frozenset({"campaigns", "tests", "remediations", "evidence"})
"""The first path segments below ``/api/v1``."""
