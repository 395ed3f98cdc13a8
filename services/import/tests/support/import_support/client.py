"""The import's application, and a client that speaks for somebody."""

import asyncio
import json
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from aegis_chassis.database.pool import Database
from aegis_chassis.process.service import Service, Shared
from aegis_chassis.process.worker import run_loops
from aegis_contracts.catalog_runs import CATALOG_RUNS
from aegis_import.bootstrap.service import service
from aegis_kernel.clock import SystemClock
from aegis_kernel.rights import Role
from aegis_testkit.http import serving
from aegis_testkit.identity import IdentityForTests
from aegis_testkit.memory_bus import MemoryBus
from import_support.container import settings_on
from import_support.stix import small, technique

API = "/api/v1"
BUNDLE = json.dumps(small(technique(1), technique(2))).encode()
ENDED = {"published", "applied", "failed", "cancelled", "held", "previewed"}


class Client:
    """Speaks for somebody."""

    def __init__(self, http: httpx.AsyncClient, identity: IdentityForTests, made: Service) -> None:
        self.http = http
        self.identity = identity
        self.service = made

    async def send(self, method: str, path: str, role: Role = Role.ADMIN, **how: Any) -> httpx.Response:
        headers = self.identity.headers(role) | how.pop("headers", {})
        return await self.http.request(method, API + path, headers=headers, **how)

    async def get(self, path: str, **how: Any) -> Any:
        answer = await self.send("GET", path, **how)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, body: Any = None, **how: Any) -> httpx.Response:
        return await self.send("POST", path, json={} if body is None else body, **how)

    async def upload(self, content: bytes, source: str = "attack-enterprise", **how: Any) -> httpx.Response:
        files = {"file": ("bundle.json", content, "application/json")}
        return await self.send("POST", f"/data-sources/{source}/upload", files=files, **how)

    async def follow(self, answer: httpx.Response) -> Any:
        """The run of a 202, when its work is over."""
        assert answer.status_code == 202, answer.text
        async with asyncio.timeout(20):
            path = answer.headers["Location"].removeprefix(API)
            while (run := await self.get(path))["state"] not in ENDED:  # noqa: ASYNC110  # looks from outside
                await asyncio.sleep(0.02)
        return run


@asynccontextmanager
async def running(database: Database, folder: Path, *, loops: bool = True, **settings: Any) -> AsyncIterator[Client]:
    identity = IdentityForTests()
    shared = Shared(bus=MemoryBus(), clock=SystemClock(), processes=ThreadPoolExecutor(1), identity=identity)
    made = service(settings_on(database.dsn, folder, **settings), shared)
    await shared.bus.ensure(made.topics)
    await shared.bus.ensure([CATALOG_RUNS.spec])
    working = asyncio.create_task(run_loops({"import_queue": made.worker.loops["import_queue"]} if loops else {}))
    try:
        async with serving(made.api(), raise_errors=False) as http:
            yield Client(http, identity, made)
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        await made.container.close()
