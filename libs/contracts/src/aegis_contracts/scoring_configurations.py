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


class ConfigurationState(Struct, frozen=True, kw_only=True):
    id: UUID
    version: int
    preset: str
    weights: Weights
    half_life_days: float = 90.0
    expires_days: float = 365.0
    rule_saturation: int = 3
    defence_saturation: int = 5
    validated_needs: int = 1
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
