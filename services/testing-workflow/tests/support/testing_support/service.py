"""The whole service on a database of the test's own: its application, its container, its neighbours' facts."""

from collections.abc import AsyncIterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from aegis_chassis.database.pool import Database
from aegis_chassis.process.service import Service, Shared
from aegis_chassis.settings.secret import Secret
from aegis_kernel.clock import SystemClock
from aegis_kernel.rights import Caller
from aegis_testing.bootstrap.service import service
from aegis_testing.bootstrap.settings import TestingSettings
from aegis_testkit.http import serving
from aegis_testkit.identity import IdentityForTests
from aegis_testkit.memory_bus import MemoryBus
from testing_support.people import EVERYONE
from testing_support.tests import POWERSHELL

API = "/api/v1"
EDR = UUID(int=777)
_LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass
class Suite:
    """The service, running. `database` is its own; `as_` speaks as somebody."""

    service: Service
    database: Database
    identity: IdentityForTests
    http: httpx.AsyncClient
    objects: Path
    bus: MemoryBus

    def headers(self, caller: Caller) -> dict[str, str]:
        return self.identity.headers(
            *caller.roles, id_=caller.id, name=caller.name, token_id=caller.token_id, scopes=caller.scopes
        )

    async def send(
        self, caller: Caller, method: str, path: str, body: Any = None, *, version: int | str | None = None, **how: Any
    ) -> httpx.Response:
        headers = {**self.headers(caller), **how.pop("headers", {})}
        if version is not None:
            headers["If-Match"] = version if isinstance(version, str) else f'"{version}"'
        return await self.http.request(method, API + path, json=body, headers=headers, **how)

    async def get(self, caller: Caller, path: str, **query: Any) -> Any:
        answer = await self.send(caller, "GET", path, params=query or None)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def act(self, caller: Caller, test: Mapping[str, Any], move: str, body: Any = None) -> Any:
        """Makes a move on the present state; gives the new one."""
        present = await self.get(caller, f"/tests/{test['id']}")
        answer = await self.send(
            caller, "POST", f"/tests/{test['id']}/{move}", body if body is not None else {}, version=present["version"]
        )
        assert answer.is_success, answer.text
        return answer.json()

    async def draft(self, caller: Caller, red: Caller | None = None, blue: Caller | None = None, **more: Any) -> Any:
        assignees = {side: str(who.id) for side, who in (("red", red), ("blue", blue)) if who is not None}
        body = {"technique": "T1059.001", "procedure": {"name": "Encoded command"}, "assignees": assignees, **more}
        answer = await self.send(caller, "POST", "/tests", body)
        assert answer.status_code == 201, answer.text
        return answer.json()


@asynccontextmanager
async def running(
    database: Database, dsn: str, folder: Path, *, evidence_max_bytes: int = 100_000
) -> AsyncIterator[Suite]:
    """Serves the application on `database`; its evidence lies in `folder`."""
    identity = IdentityForTests()
    settings = TestingSettings(
        database_url=Secret(dsn),
        database_single_role=True,
        kafka_bootstrap=("nowhere:9092",),
        object_store_url=folder.as_uri(),
        evidence_max_bytes=evidence_max_bytes,
    )
    bus = MemoryBus()
    shared = Shared(bus=bus, clock=SystemClock(), processes=ThreadPoolExecutor(1), identity=identity)
    made = service(settings, shared)
    await know_neighbours(database)
    async with serving(made.api()) as http:
        yield Suite(made, database, identity, http, folder, bus)
    await made.container.close()
    shared.processes.shutdown()


async def know_neighbours(database: Database) -> None:
    """What catalog and identity would have told."""
    async with database.raw() as connection:
        await connection.execute(
            "insert into technique (id, attack_id, name, state, platforms) values ($1, $2, $3, 'active', $4)",
            POWERSHELL.id,
            POWERSHELL.attack_id,
            POWERSHELL.name,
            ["Windows", "Linux"],
        )
        await connection.executemany(
            "insert into known_user (id, name, roles, active, tokens_valid_from) values ($1, $2, $3, true, $4)",
            [(one.id, one.name, [str(role) for role in one.roles], _LONG_AGO) for one in EVERYONE],
        )
        await connection.execute(
            "insert into organisation (key, kind, environments) values ('scope/-', 'scope', '{production,lab}')"
        )
        await connection.execute(
            "insert into organisation (key, kind, tool_id, tool_name) values ('tool/1', 'tool', $1, 'EDR')", EDR
        )
