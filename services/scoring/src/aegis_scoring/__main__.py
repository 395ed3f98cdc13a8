"""Scoring as a process: ``scoring api | worker | migrate | ...``."""

from aegis_chassis.process.main import run
from aegis_scoring.adapters.persistence.schema import MIGRATIONS
from aegis_scoring.bootstrap.service import NAME, service
from aegis_scoring.bootstrap.settings import ScoringSettings


def main() -> None:
    """Runs one role; see ``scoring --help``."""
    run(NAME, MIGRATIONS.schema, ScoringSettings, service)


if __name__ == "__main__":
    main()
