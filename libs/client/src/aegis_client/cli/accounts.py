"""``aegis login`` and ``aegis user``: people."""

import os
import sys
from typing import Annotated

import typer
from rich.table import Table

from aegis_client.cli.session import USAGE, AsJson, Server, connected, err, failures_told, out, say_json
from aegis_client.http import AegisClient
from aegis_client.problem import Problem
from aegis_client.servers import NoServer, SignIn, find_server, keep_sign_in

TOKEN_NAME = "aegis command line"  # noqa: S105  # a token's label
TOKEN_DAYS = 30

users = typer.Typer(no_args_is_help=True, help="People and their roles.")


def register(app: typer.Typer) -> None:
    """Adds the commands to `app`."""
    app.command("login")(login)
    app.add_typer(users, name="user")


def login(
    email: Annotated[str, typer.Option(prompt=True)],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, envvar="AEGIS_PASSWORD")],
    code: Annotated[
        str | None, typer.Option(help="Of your authenticator, or a recovery code; asked for when it is needed.")
    ] = None,
    *,
    server: Server = None,
) -> None:
    """Sign in on a server: keeps an API token for this machine, with your rights, for 30 days."""
    try:
        target = find_server(server)
    except NoServer as error:
        err.print(str(error))
        raise typer.Exit(USAGE) from error
    with AegisClient(target.url) as client, failures_told():
        try:
            client.sign_in(email, password, code)
        except Problem as problem:
            if problem.body.code != "code_needed" or not sys.stdin.isatty():
                raise
            client.sign_in(email, password, typer.prompt("Code"))
        rights = client.get("/auth/me").json["actions"]
        made = client.post("/api-tokens", {"name": TOKEN_NAME, "scopes": rights, "expires_in_days": TOKEN_DAYS}).json
        kept = keep_sign_in(SignIn(url=target.url, token=made["token"]), os.environ)
    err.print(f"Signed in on {target.url}; the token is kept in {kept}.")


@users.command("list")
def list_users(*, server: Server = None, as_json: AsJson = False) -> None:
    """Who there is."""
    with connected(server) as client:
        people = list(client.pages("/users"))
    if as_json:
        say_json(people)
        return
    table = Table()
    for column in ("email", "name", "roles", "active"):
        table.add_column(column)
    for person in people:
        table.add_row(person["email"], person["name"], ", ".join(person["roles"]), "yes" if person["active"] else "no")
    out.print(table)


@users.command("create")
def create_user(
    email: str,
    name: str,
    role: Annotated[list[str], typer.Option("--role", help="May be given several times.")],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)],
    *,
    server: Server = None,
    as_json: AsJson = False,
) -> None:
    """Create somebody, who has to choose another password at the first sign-in."""
    with connected(server) as client:
        person = client.post("/users", {"email": email, "name": name, "roles": role, "password": password}).json
    if as_json:
        say_json(person)
    else:
        out.print(f"{person['email']}: {person['id']}")
