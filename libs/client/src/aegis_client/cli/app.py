"""The commands that talk to a server, as one application; the standalone adds those that start things."""

import typer

from aegis_client.cli import accounts, imports, rules, scores, upgrades


def client_app() -> typer.Typer:
    """A new application with every client command."""
    app = typer.Typer(
        name="aegis",
        no_args_is_help=True,
        pretty_exceptions_show_locals=False,
        help="Purple teaming: what would we see, stop and survive, and how do we know?",
    )
    for part in (imports, upgrades, rules, scores, accounts):
        part.register(app)
    return app
