"""The `aegis` command: what talks to a server, and what starts one."""

from aegis_client.cli.app import client_app
from aegis_standalone.doctor import doctor
from aegis_standalone.up import up


def main() -> None:
    """Runs the command line."""
    app = client_app()
    app.command("up")(up)
    app.command("doctor")(doctor)
    app()


if __name__ == "__main__":
    main()
