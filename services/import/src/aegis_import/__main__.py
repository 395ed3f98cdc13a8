"""The import as a process: ``import api | worker | migrate | ...``."""

from aegis_chassis.process.main import run
from aegis_import.adapters.persistence.migrations import MIGRATIONS
from aegis_import.bootstrap.service import NAME, service
from aegis_import.bootstrap.settings import ImportSettings


def main() -> None:
    """Runs one role; see ``import --help``."""
    run(NAME, MIGRATIONS.schema, ImportSettings, service)


if __name__ == "__main__":
    main()
