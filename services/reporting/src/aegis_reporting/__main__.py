"""``reporting api | worker | migrate | ...``."""

from aegis_chassis.process.main import run
from aegis_reporting.bootstrap.service import NAME, service
from aegis_reporting.bootstrap.settings import ReportingSettings


def main() -> None:
    """The command of the service."""
    run(NAME, "reporting", ReportingSettings, service)


if __name__ == "__main__":
    main()
