"""testing-workflow as a process: ``testing-workflow api | worker | migrate | ...``."""

from aegis_chassis.process.main import run
from aegis_testing.adapters.persistence.migrations import MIGRATIONS
from aegis_testing.bootstrap.service import NAME, service
from aegis_testing.bootstrap.settings import TestingSettings


def main() -> None:
    """Runs one role; see ``testing-workflow --help``."""
    run(NAME, MIGRATIONS.schema, TestingSettings, service)


if __name__ == "__main__":
    main()
