"""What an operator does before the services: ``python -m aegis_chassis bootstrap | settings-docs``."""

import argparse
import asyncio
import os
import sys
from pathlib import Path

from aegis_chassis.database.bootstrap import BUS_SCHEMA, BootstrapFailed, bootstrap
from aegis_chassis.database.passwords import keep_passwords
from aegis_chassis.settings.page import settings_page
from aegis_chassis.settings.services import service_names, settings_of_services

URL, SINGLE_ROLE, DIRECTORY = "AEGIS_BOOTSTRAP_URL", "AEGIS_DATABASE_SINGLE_ROLE", "AEGIS_DATABASE_PASSWORDS_DIR"
_TRUE = {"1", "true", "yes", "on"}


def main(arguments: list[str] | None = None) -> int:
    """0 done, 1 failed, 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m aegis_chassis", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    boot = commands.add_parser(
        "bootstrap",
        help="make the database, and a schema and a role for each service; any number of times",
        epilog=f"{URL} (or {URL}_FILE) is the DSN of a role that may create roles and databases. A service's password "
        "is AEGIS_<SCHEMA>_DATABASE_PASSWORD (or .._FILE), else kept in the folder of passwords. "
        f"{SINGLE_ROLE}=true makes schemas alone.",
    )
    boot.add_argument("--url", help=f"instead of {URL}; seen by everybody who may list processes")
    boot.add_argument("--database", help="its name, when it is not the URL's")
    boot.add_argument(
        "--schema", action="append", help="make this one; several times (default: all installed services, and bus)"
    )
    boot.add_argument("--passwords-dir", type=Path, help=f"instead of {DIRECTORY}")
    page = commands.add_parser("settings-docs", help="write the page that lists every setting")
    page.add_argument("--output", type=Path, help="a file; standard output without")
    given = parser.parse_args(arguments)
    return _bootstrap(given) if given.command == "bootstrap" else _settings_docs(given.output)


def _bootstrap(given: argparse.Namespace) -> int:
    url = given.url or _variable(URL)
    if not url:
        return _failed(f"{URL} is not set")
    schemas = given.schema or [*service_names(), BUS_SCHEMA]
    single_role = os.environ.get(SINGLE_ROLE, "").lower() in _TRUE
    try:
        passwords = dict.fromkeys(schemas, "") if single_role else _passwords(schemas, given.passwords_dir)
        asyncio.run(bootstrap(url, passwords, database=given.database, single_role=single_role))
    except (BootstrapFailed, OSError, ValueError) as error:
        return _failed(str(error))
    return 0


def _passwords(schemas: list[str], folder: Path | None) -> dict[str, str]:
    named = {schema: _variable(f"AEGIS_{schema.upper()}_DATABASE_PASSWORD") for schema in schemas}
    given = {schema: password for schema, password in named.items() if password}
    missing = [schema for schema in schemas if schema not in given]
    if folder is None and (directory := os.environ.get(DIRECTORY)):
        folder = Path(directory)
    if missing and folder is None:
        raise BootstrapFailed(f"no password for {', '.join(missing)}: set {DIRECTORY}, or each one's variable")
    return given | (keep_passwords(folder, missing) if folder is not None else {})


def _variable(name: str) -> str | None:
    if file := os.environ.get(f"{name}_FILE"):
        return Path(file).read_text().strip()
    return os.environ.get(name) or None


def _settings_docs(output: Path | None) -> int:
    text = settings_page(settings_of_services())
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text)
    return 0


def _failed(why: str) -> int:
    sys.stderr.write(f"{why}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
