"""Topic ``aegis.scoring.configurations``: how scores are made, version by version."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from aegis_kernel.facts import Cleanup, Topic, TopicSpec


class Weights(Struct, frozen=True, kw_only=True):
    """Each >= 0, some > 0."""

    tests: float = 40.0
    detection_rules: float = 20.0
    defences: float = 15.0
    freshness: float = 15.0
    platform_diversity: float = 10.0


class Override(Struct, frozen=True, kw_only=True):
    """A stricter half-life or expiry for the lines of one tactic or one platform; the strictest that applies holds."""

    tactic_id: UUID | None = None
    platform: str | None = None
    half_life_days: float | None = None
    expires_days: float | None = None


class ConfigurationState(Struct, frozen=True, kw_only=True):
    """One version of the scoring rules: its content never changes. `version` is its number, counted from 1;
    `active_from` is when it last became the one that scores are made by (None: never yet)."""

    id: UUID
    version: int
    preset: str
    weights: Weights
    half_life_days: float = 90.0
    expires_days: float = 365.0
    rule_saturation: int = 3
    defence_saturation: int = 5
    validated_needs: int = 1
    overrides: tuple[Override, ...] = ()
    active_from: datetime | None = None
    by: UUID | None = None


SCORING_CONFIGURATIONS = Topic(
    spec=TopicSpec(name="aegis.scoring.configurations", cleanup=Cleanup.COMPACT),
    owner="scoring",
    state=ConfigurationState,
    types={
        "ConfigurationDrafted": "aegis.scoring.configuration.drafted.v1",
        "ConfigurationActivated": "aegis.scoring.configuration.activated.v1",
    },
    heard_by=("reporting",),
)
