"""Settings: environment first, then a TOML file; typed; every error reported at once."""

from aegis_chassis.settings.every_service import SharedSettings
from aegis_chassis.settings.loading import SettingsError, load_settings, unknown_variables, warn_of_unknown
from aegis_chassis.settings.secret import Secret

__all__ = ["Secret", "SettingsError", "SharedSettings", "load_settings", "unknown_variables", "warn_of_unknown"]
