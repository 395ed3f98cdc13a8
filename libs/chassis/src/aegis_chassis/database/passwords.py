"""Passwords of the services' roles, kept in a folder: one file a schema, for its owner alone."""

import os
import secrets
from collections.abc import Iterable
from pathlib import Path


def keep_passwords(folder: Path, schemas: Iterable[str]) -> dict[str, str]:
    """The password of each schema's role, by schema: from its file, or a new random one, which is put into it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {schema: _kept(folder / schema) for schema in schemas}


def _kept(file: Path) -> str:
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text().strip()
    with os.fdopen(descriptor, "w") as opened:
        password = secrets.token_urlsafe(32)
        opened.write(f"{password}\n")
    return password
