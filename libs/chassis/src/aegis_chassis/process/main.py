"""One image, one command per Kubernetes object: ``<service> api | worker | migrate | ...``."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import TypeVar

import uvloop

from aegis_chassis.database.migrations import MigrationFailed
from aegis_chassis.observability.logs import configure_logs
from aegis_chassis.observability.tracing import configure_tracing
from aegis_chassis.process import roles
from aegis_chassis.process.memory import settle
from aegis_chassis.process.service import Service, Shared
from aegis_chassis.process.sharing import opened
from aegis_chassis.settings.every_service import SharedSettings
from aegis_chassis.settings.loading import SettingsError, load_settings, warn_of_unknown

S = TypeVar("S", bound=SharedSettings)

DONE, FAILED, USAGE = 0, 1, 2


def run(
    name: str,
    schema: str,
    kind: type[S],
    build: Callable[[S, Shared], Service],
    arguments: Sequence[str] | None = None,
) -> None:
    """The ``main`` of a service; exits 0 done, 1 failed, 2 wrong usage or settings. `schema` names its variables."""
    given = _parser(name).parse_args(arguments)
    try:
        settings = load_settings(kind, service=schema)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(USAGE)
    configure_logs(level=settings.log_level.upper(), service=name)
    tracing = configure_tracing(service=name, version=version("aegis-chassis"), endpoint=settings.otlp_endpoint)
    warn_of_unknown({schema: kind})
    try:
        sys.exit(uvloop.run(_carry_out(name, schema, settings, build, given)))
    except roles.WrongUsage as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(USAGE)
    except (OSError, MigrationFailed) as error:
        sys.stderr.write(f"{name} {given.role}: {error}\n")
        sys.exit(FAILED)
    finally:
        if tracing is not None:
            tracing.shutdown()


def _parser(name: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=name)
    commands = parser.add_subparsers(dest="role", required=True)
    commands.add_parser("api", help="answer HTTP")
    commands.add_parser("worker", help="relay, consumers, schedules")
    commands.add_parser("migrate", help="bring schema and topics up to date; make what has to be there")
    commands.add_parser("republish", help="send every present state again, with the same ids and versions")
    again = commands.add_parser("rebuild", help="forget a group's projections and hear the topics from the start")
    again.add_argument("group")
    letters = commands.add_parser("dead-letters", help="what could not be handled")
    letters.add_argument("what", choices=["list", "replay"])
    letters.add_argument("group")
    job = commands.add_parser("job", help="run a job once, to its end")
    job.add_argument("name")
    return parser


async def _carry_out(
    name: str, schema: str, settings: S, build: Callable[[S, Shared], Service], given: argparse.Namespace
) -> int:
    async with opened(settings, name=f"{name}-{given.role}", relays_here=given.role == "worker") as shared:
        service = build(settings, shared)
        settle()
        try:
            return await _role(service, shared, settings, settings.database_dsn(schema), given)
        finally:
            await asyncio.shield(service.container.close())


async def _role(service: Service, shared: Shared, settings: SharedSettings, dsn: str, given: argparse.Namespace) -> int:
    match given.role:
        case "api":
            await roles.serve_api(service, settings)
        case "worker":
            await roles.run_worker(service, settings)
        case "migrate":
            await roles.migrate_and_begin(service, shared, dsn)
        case "republish":
            await roles.republish_all(service)
        case "rebuild":
            await roles.rebuild_group(service, shared, given.group)
        case "dead-letters" if given.what == "list":
            await roles.tell_dead_letters(service, given.group)
        case "dead-letters":
            return DONE if await roles.replay_dead_letters(service, shared, given.group) else FAILED
        case "job":
            await roles.run_job(service, given.name)
    return DONE
