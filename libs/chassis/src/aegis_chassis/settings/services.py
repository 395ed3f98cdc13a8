"""The settings of every service that is installed: each names its struct under the entry point ``aegis.settings``."""

from importlib.metadata import entry_points

from aegis_chassis.settings.every_service import SharedSettings

GROUP = "aegis.settings"


def service_names() -> list[str]:
    """The services' names, which are their schemas too."""
    return sorted({point.name for point in entry_points(group=GROUP)})


def settings_of_services() -> dict[str, type[SharedSettings]]:
    """The struct of each service, by name."""
    return {point.name: point.load() for point in sorted(entry_points(group=GROUP), key=lambda point: point.name)}
