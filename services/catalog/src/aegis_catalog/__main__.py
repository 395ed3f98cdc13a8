"""The catalogue as a process: ``catalog api | worker | migrate | ...``."""

from aegis_catalog.adapters.persistence.migrations import MIGRATIONS
from aegis_catalog.bootstrap.service import NAME, service
from aegis_catalog.bootstrap.settings import CatalogSettings
from aegis_chassis.process.main import run


def main() -> None:
    """Runs one role; see ``catalog --help``."""
    run(NAME, MIGRATIONS.schema, CatalogSettings, service)


if __name__ == "__main__":
    main()
