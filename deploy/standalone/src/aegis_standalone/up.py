"""``aegis up``: the whole suite in one process, until it is told to stop."""

from pathlib import Path
from typing import Annotated

import typer

from aegis_client.cli.session import USAGE, err


def up(
    data_dir: Annotated[Path, typer.Option(envvar="AEGIS_DATA_DIR", help="Where everything is kept.")] = Path(
        "~/.aegis"
    ),
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="AEGIS_PORT", min=0, max=65_535, help="The port; 0: any.")] = 8080,
    import_path: Annotated[
        Path | None, typer.Option("--import", help="Also import what this file or folder holds.")
    ] = None,
    open_browser: Annotated[bool, typer.Option("--open", help="Open a browser on it.")] = False,
) -> None:
    """Start the whole suite in this process, on a PostgreSQL of its own."""
    if import_path is not None and not import_path.exists():
        err.print(f"{import_path} does not exist.")
        raise typer.Exit(USAGE)
    # The services are loaded only here: every other command is quicker without them.
    from aegis_standalone.foreground import run_in_foreground

    run_in_foreground(data_dir.expanduser().absolute(), host, port, import_path, open_browser=open_browser)
