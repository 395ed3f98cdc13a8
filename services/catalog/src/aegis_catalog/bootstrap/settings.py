"""The catalogue's settings."""

from aegis_chassis.settings.every_service import SharedSettings


class CatalogSettings(SharedSettings, frozen=True, kw_only=True):
    """Nothing beyond what all services have."""
