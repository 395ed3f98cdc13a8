"""What every command shares: its server, its output, and how failures end it."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console

from aegis_client.http import AegisClient
from aegis_client.problem import Problem, Unreachable
from aegis_client.servers import NoServer, find_server

Server = Annotated[
    str | None, typer.Option("--server", help="Address of the server; else AEGIS_SERVER, else what runs.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON, for machines.")]

FAILED = 1
USAGE = 2

PIPE_COLUMNS = 200
"""A pipe has no width of its own: enough that no name is cut and no sentence broken for want of one."""


def _console(*, stderr: bool = False) -> Console:
    console = Console(stderr=stderr, highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = PIPE_COLUMNS
    return console


out = _console()
err = _console(stderr=True)


@contextmanager
def connected(server: str | None) -> Iterator[AegisClient]:
    """A client of the server that the command is for. A failure is told on standard error and ends with code 1, a
    missing server with 2."""
    try:
        target = find_server(server)
    except NoServer as error:
        err.print(str(error))
        raise typer.Exit(USAGE) from error
    with AegisClient(target.url, target.token) as client, failures_told():
        yield client


@contextmanager
def failures_told() -> Iterator[None]:
    """Tells a problem with all its faults, and ends the command with code 1."""
    try:
        yield
    except Problem as problem:
        err.print(f"[red]{problem.body.title or 'Refused'}[/red]: {problem.body.detail}")
        for fault in problem.body.errors:
            err.print(f"  {fault.pointer or '-'}: {fault.detail}")
        if problem.status == 401:
            err.print("Sign in with `aegis login`.")
        raise typer.Exit(FAILED) from problem
    except Unreachable as error:
        err.print(f"[red]{error}[/red]")
        raise typer.Exit(FAILED) from error


def say_json(value: Any) -> None:
    """Writes one JSON value and a line feed to standard output."""
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")
    sys.stdout.buffer.flush()


def shows_progress() -> bool:
    """Progress is for a terminal, never for a pipe."""
    return err.is_terminal
