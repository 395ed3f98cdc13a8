"""Topic ``aegis.scoring.scores``: a technique's score as a formula of time, its status and flags."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from aegis_contracts.decay import ScoreFormula
from aegis_contracts.words import CoverageStatus
from aegis_kernel.facts import Topic, TopicSpec


class TechniqueScore(Struct, frozen=True, kw_only=True):
    """`score` is proven + assumed. `tested` and `lines` count tests and lines behind it. `flags` stand beside the
    status, never instead: ``retest_open``, ``expired``, ``planned``, ``single``, ``in_doubt``, ``review_required``."""

    technique_id: UUID
    status: CoverageStatus
    flags: tuple[str, ...]
    score: ScoreFormula
    proven: ScoreFormula
    assumed: ScoreFormula
    in_scope: bool
    tests: int
    lines: int
    last_attacked_at: datetime | None = None
    configuration_version: int = 1


ANSWERED = frozenset(
    {
        "TestDrafted",
        "TestStarted",
        "TestValidated",
        "TestCancelled",
        "TestCorrected",
        "TestRetargeted",
        "TestRevealed",
        "TestDeleted",
    }
)
"""Events on ``testing.tests`` that can move a score, a status or a flag. For every technique that one of them touched,
a record is published here, changed or not, whose causation id is that event's id: so whoever must show what came of an
event knows when it has it."""

SCORING_SCORES = Topic(
    spec=TopicSpec(name="aegis.scoring.scores", partitions=3),
    owner="scoring",
    state=TechniqueScore,
    types={
        "TechniqueScoreChanged": "aegis.scoring.technique-score.changed.v1",
        "TechniqueScoreConfirmed": "aegis.scoring.technique-score.confirmed.v1",
        "CoverageStatusChanged": "aegis.scoring.coverage-status.changed.v1",
    },
    heard_by=("reporting", "catalog"),
)
