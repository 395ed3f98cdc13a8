"""Processes kept running: one that ends by itself, or is killed, is started again."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import httpx
import msgspec
import structlog

from aegis_testkit.processes import NotReady, ServerProcess

log = structlog.get_logger(__name__)

LOOK_EVERY = 0.2
PROCESSES = "processes.json"


class Member(Protocol):
    """Something that runs, under one pid at a time."""

    @property
    def running(self) -> bool: ...
    @property
    def pid(self) -> int | None: ...
    async def start(self) -> None: ...
    async def stop(self) -> None: ...


class Program:
    """A program of ours that answers ``/health/ready`` on a port, or nowhere."""

    def __init__(
        self, name: str, command: list[str], *, folder: Path, env: Mapping[str, str], health_port: int | None
    ) -> None:
        self._process = ServerProcess(name, command, log=folder / f"{name}.log", env=dict(env))
        self._health_port = health_port

    @property
    def running(self) -> bool:
        return self._process.running

    @property
    def pid(self) -> int | None:
        return self._process.pid

    async def start(self) -> None:
        """Starts it; does not wait."""
        self._process.start()

    async def ready(self, within: float) -> None:
        """Waits until it is ready. Raises `NotReady` with the end of its log."""
        if self._health_port is not None:
            await self._process.ready(self._answers, within=within, every=0.1)

    async def stop(self) -> None:
        await self._process.stop(grace=20)

    async def _answers(self) -> bool:
        try:
            async with httpx.AsyncClient(timeout=3) as client:
                response = await client.get(f"http://127.0.0.1:{self._health_port}/health/ready")
        except httpx.TransportError:
            return False
        return response.status_code == httpx.codes.OK


class Fleet:
    """Members by name. `keep_running` starts again whoever has ended; ``processes.json`` tells their pids."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._members: dict[str, Member] = {}
        self.restarts = 0

    async def add(self, name: str, member: Member) -> None:
        """Starts a member and keeps it from now on."""
        await member.start()
        self._members[name] = member
        self._tell()

    async def keep_running(self) -> None:
        """Until cancelled."""
        while True:
            for name, member in self._members.items():
                if member.running:
                    continue
                self.restarts += 1
                log.warning("fleet.starting_again", member=name)
                try:
                    await member.start()
                except (NotReady, OSError, RuntimeError) as error:
                    log.warning("fleet.not_started", member=name, trouble=str(error))
                self._tell()
            await asyncio.sleep(LOOK_EVERY)

    async def stop(self) -> None:
        """Stops all, the last one added first."""
        for member in reversed(self._members.values()):
            await member.stop()

    def _tell(self) -> None:
        pids = {name: member.pid for name, member in self._members.items() if member.running}
        beside = self._folder / f"{PROCESSES}.new"
        beside.write_bytes(msgspec.json.encode(pids))
        beside.replace(self._folder / PROCESSES)
