"""Which server a command talks to, and as whom: an option, the environment, a sign-in, or the standalone that runs."""

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

RUNNING = "server.json"
"""The file, in a data folder, in which a running standalone says where it listens. Mode 0600: it holds a token."""


class RunningServer(msgspec.Struct, frozen=True, kw_only=True):
    """What a running suite says of itself. `token` is for the command line of whoever may read the file."""

    url: str
    pid: int
    token: str | None = None


class SignIn(msgspec.Struct, frozen=True, kw_only=True):
    """What ``aegis login`` keeps: an API token for one server."""

    url: str
    token: str


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """A server and the token to use there; None when there is none."""

    url: str
    token: str | None
    found_by: str


class NoServer(Exception):
    """No option, no variable, no sign-in and no running standalone."""


def find_server(server: str | None, environment: Mapping[str, str] | None = None) -> Target:
    """The server to talk to, in the order of this module's first line. Raises `NoServer`, saying what to do."""
    environment = os.environ if environment is None else environment
    url = server or environment.get("AEGIS_SERVER")
    if url:
        token = environment.get("AEGIS_TOKEN") or signed_in(url, environment)
        return Target(url=url.rstrip("/"), token=token, found_by="--server" if server else "AEGIS_SERVER")
    for folder in data_folders(environment):
        running = running_in(folder)
        if running is not None:
            return Target(url=running.url, token=environment.get("AEGIS_TOKEN") or running.token, found_by=str(folder))
    raise NoServer("No server: start one with `aegis up`, or name one with --server or AEGIS_SERVER.")


def data_folders(environment: Mapping[str, str]) -> list[Path]:
    """Where a standalone may keep its data: the variable's folder alone when it is set."""
    if chosen := environment.get("AEGIS_DATA_DIR"):
        return [Path(chosen)]
    return [Path(".aegis"), Path.home() / ".aegis"]


def running_in(folder: Path) -> RunningServer | None:
    """The standalone that runs on the data in `folder`, if one does."""
    try:
        running = msgspec.json.decode((folder / RUNNING).read_bytes(), type=RunningServer)
        os.kill(running.pid, 0)
    except (OSError, msgspec.MsgspecError):
        return None
    return running


def say_running(folder: Path, running: RunningServer) -> None:
    """Writes the file, readable by its owner alone."""
    path = folder / RUNNING
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.encode(running))


def stop_saying(folder: Path) -> None:
    """Removes the file."""
    (folder / RUNNING).unlink(missing_ok=True)


def _sign_ins_file(environment: Mapping[str, str]) -> Path:
    base = environment.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / "aegis" / "sign-ins.json"


def sign_ins(environment: Mapping[str, str]) -> dict[str, SignIn]:
    """The sign-ins kept, by address."""
    try:
        kept = msgspec.json.decode(_sign_ins_file(environment).read_bytes(), type=list[SignIn])
    except FileNotFoundError:
        return {}
    return {one.url: one for one in kept}


def signed_in(url: str, environment: Mapping[str, str]) -> str | None:
    """The token kept for `url`, if any."""
    one = sign_ins(environment).get(url.rstrip("/"))
    return one.token if one else None


def keep_sign_in(one: SignIn, environment: Mapping[str, str]) -> Path:
    """Keeps a sign-in in a file that its owner alone may read. Where it is."""
    kept = sign_ins(environment) | {one.url: one}
    path = _sign_ins_file(environment)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.encode(list(kept.values())))
    beside.replace(path)
    return path
