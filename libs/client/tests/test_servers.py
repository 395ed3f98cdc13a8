"""A command finds its server: what it is told, what it is signed in on, or what runs here."""

import os
from pathlib import Path

import pytest

from aegis_client.servers import (
    NoServer,
    RunningServer,
    SignIn,
    find_server,
    keep_sign_in,
    running_in,
    say_running,
    stop_saying,
)


def surroundings(folder: Path, **more: str) -> dict[str, str]:
    return {"AEGIS_DATA_DIR": str(folder), "XDG_CONFIG_HOME": str(folder / "config"), **more}


def test_an_option_comes_before_the_environment_and_both_before_what_runs(tmp_path: Path) -> None:
    say_running(tmp_path, RunningServer(url="http://here:1", pid=os.getpid(), token="t"))
    around = surroundings(tmp_path, AEGIS_SERVER="http://there:2/")
    assert find_server("http://told:3", around).url == "http://told:3"
    assert find_server(None, around).url == "http://there:2"
    found = find_server(None, surroundings(tmp_path))
    assert (found.url, found.token) == ("http://here:1", "t")


def test_without_any_the_error_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoServer, match="aegis up"):
        find_server(None, surroundings(tmp_path))


def test_a_server_that_has_died_is_not_found(tmp_path: Path) -> None:
    gone = os.fork()
    if gone == 0:
        os._exit(0)
    os.waitpid(gone, 0)
    say_running(tmp_path, RunningServer(url="http://here:1", pid=gone))
    assert running_in(tmp_path) is None


def test_files_with_tokens_are_for_their_owner_alone(tmp_path: Path) -> None:
    say_running(tmp_path, RunningServer(url="http://here:1", pid=os.getpid(), token="t"))
    kept = keep_sign_in(SignIn(url="http://there:2", token="s"), surroundings(tmp_path))
    assert (tmp_path / "server.json").stat().st_mode & 0o777 == 0o600
    assert kept.stat().st_mode & 0o777 == 0o600
    stop_saying(tmp_path)
    assert running_in(tmp_path) is None


def test_a_sign_in_is_used_on_its_server_and_on_no_other(tmp_path: Path) -> None:
    around = surroundings(tmp_path)
    keep_sign_in(SignIn(url="http://there:2", token="s"), around)
    assert find_server("http://there:2/", around).token == "s"
    assert find_server("http://elsewhere:2", around).token is None
