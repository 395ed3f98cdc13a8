"""A process that dies takes its own work along and no other; idle ones end."""

import os
import signal
import time
from concurrent.futures.process import BrokenProcessPool

import psutil
import pytest

from aegis_chassis.process.processes import SpawnedProcesses


def test_work_goes_on_after_a_process_has_died() -> None:
    with SpawnedProcesses() as processes:
        first = processes.submit(os.getpid).result(30)
        assert first != os.getpid()
        with pytest.raises(BrokenProcessPool):
            processes.submit(os.kill, first, signal.SIGKILL).result(30)
        assert processes.submit(os.getpid).result(30) != first


def test_idle_processes_end_and_come_back_when_they_are_needed() -> None:
    with SpawnedProcesses(idle_seconds=0.1) as processes:
        first = processes.submit(os.getpid).result(30)
        deadline = time.monotonic() + 10
        while psutil.pid_exists(first) and psutil.Process(first).status() != psutil.STATUS_ZOMBIE:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert processes.submit(os.getpid).result(30) != first


def test_nothing_is_taken_after_the_end() -> None:
    processes = SpawnedProcesses()
    processes.shutdown()
    with pytest.raises(RuntimeError, match="shut down"):
        processes.submit(os.getpid)
