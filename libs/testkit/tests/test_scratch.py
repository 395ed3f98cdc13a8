"""Folders of runs that were killed do not stay for ever."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from aegis_testkit.scratch import scratch_folder

KILLED = """
import os, signal, sys
from aegis_testkit.scratch import scratch_folder
with scratch_folder(sys.argv[1]) as folder:
    (folder / "data").mkdir()
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def test_a_folder_goes_at_the_end() -> None:
    with scratch_folder("one-") as folder:
        assert folder.is_dir()
    assert not folder.exists()


def test_what_a_killed_run_left_goes_with_the_next_and_what_is_used_stays(tmp_path: Path) -> None:
    with scratch_folder("two-") as used:
        subprocess.run([sys.executable, "-c", KILLED, "two-"], check=False)
        assert len(list(tmp_path.glob("two-*"))) == 2
        with scratch_folder("two-") as new:
            assert set(tmp_path.glob("two-*")) == {used, new}
