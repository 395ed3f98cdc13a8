"""Scoring's settings."""

from typing import Annotated

from msgspec import Meta

from aegis_chassis.settings.every_service import SharedSettings


class ScoringSettings(SharedSettings, frozen=True, kw_only=True):
    """Beyond what all services have."""

    due_seconds: Annotated[
        float, Meta(gt=0, le=3_600, description="How often scores are looked for that something has expired for.")
    ] = 5.0
