"""Identity as a process: ``identity api | worker | migrate | ...``."""

from aegis_chassis.process.main import run
from aegis_identity.adapters.persistence.migrations import MIGRATIONS
from aegis_identity.bootstrap.api import NAME
from aegis_identity.bootstrap.service import service
from aegis_identity.bootstrap.settings import IdentitySettings


def main() -> None:
    """Runs one role; see ``identity --help``."""
    run(NAME, MIGRATIONS.schema, IdentitySettings, service)


if __name__ == "__main__":
    main()
