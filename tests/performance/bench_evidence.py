"""Evidence: the memory that five uploads of 50 MB at once take above the idle process, and how long it takes to verify
1,000 pieces. The service keeps its bytes in files; each upload is a request over a socket, sent by curl."""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2] / "services" / "testing-workflow" / "tests" / "support"))

import uvicorn
from table import show
from testing_support.people import BELA, ROSA, VERA
from testing_support.service import API, Suite, running

from aegis_chassis.database.pool import open_database
from aegis_testing.adapters.persistence.migrations import MIGRATIONS
from aegis_testkit.postgres import ServerForTests, embedded_for_tests

UPLOADS, SIZE = 5, 50 * 1024 * 1024
PIECES, EACH, IN_A_TEST = 1_000, 20_000, 100
MOST_MB = 100.0


def resident_mb() -> float:
    """What this process, which serves, holds in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


@asynccontextmanager
async def listening(app: Any) -> AsyncIterator[str]:
    """The running application on a port of its own; its address."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, lifespan="off", log_level="warning", access_log=False)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await task


async def started(suite: Suite) -> Any:
    test = await suite.draft(ROSA, ROSA, BELA)
    return await suite.act(ROSA, test, "start")


async def sent(suite: Suite, address: str, test: Any, file: Path) -> str:
    """Uploads a file; the status it was answered with."""
    headers = [part for name, value in suite.headers(ROSA).items() for part in ("-H", f"{name}: {value}")]
    fields = ["-F", f"test_id={test['id']}", "-F", "side=red", "-F", f"file=@{file}"]
    curl = await asyncio.create_subprocess_exec(
        "curl", "-s", "-o", os.devnull, "-w", "%{http_code}", *headers, *fields, f"{address}{API}/evidence",
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, _ = await curl.communicate()
    return out.decode()


async def highest(until: asyncio.Event) -> float:
    most = 0.0
    while not until.is_set():
        most = max(most, resident_mb())
        await asyncio.sleep(0.005)
    return most


async def uploads(suite: Suite, address: str, folder: Path) -> bool:
    files = [folder / f"{number}.bin" for number in range(UPLOADS)]
    for file in files:
        file.write_bytes(os.urandom(SIZE))
    test = await started(suite)
    small = folder / "small.bin"
    small.write_bytes(b"x")
    await sent(suite, address, test, small)  # what is imported and compiled at the first one is not the upload's
    idle, done = resident_mb(), asyncio.Event()
    watching = asyncio.create_task(highest(done))
    begun = time.perf_counter()
    statuses = await asyncio.gather(*(sent(suite, address, test, file) for file in files))
    took = time.perf_counter() - begun
    done.set()
    above = await watching - idle
    if set(statuses) != {"201"}:
        raise SystemExit(f"refused: {statuses}")
    header = ["uploads at once", "MB each", "idle MB", "above idle MB", "target MB", "seconds", "MB/s"]
    row = [UPLOADS, SIZE / 1e6, idle, above, MOST_MB, took, UPLOADS * SIZE / 1e6 / took]
    show("Uploads of evidence", header, [row])
    return above < MOST_MB


async def verified(suite: Suite) -> bool:
    for _ in range(PIECES // IN_A_TEST):
        test = await started(suite)
        for number in range(IN_A_TEST):
            answer = await suite.http.post(
                f"{API}/evidence",
                data={"test_id": test["id"], "side": "red"},
                files={"file": (f"{number}.bin", os.urandom(EACH))},
                headers=suite.headers(ROSA),
            )
            answer.raise_for_status()
    intact, pages, cursor = 0, 0, ""
    begun = time.perf_counter()
    while True:
        path = f"/evidence/verify?side=red&limit=500{f'&cursor={cursor}' if cursor else ''}"
        page = (await suite.send(VERA, "POST", path)).json()
        intact += sum(one["intact"] for one in page["items"])
        pages, cursor = pages + 1, page["next_cursor"]
        if cursor is None:
            break
    took = time.perf_counter() - begun
    held = PIECES + UPLOADS + 1
    show("Verifying evidence", ["pieces", "intact", "pages", "seconds"], [[held, intact, pages, took]])
    return intact == held


async def main() -> int:
    with tempfile.TemporaryDirectory() as made_here:
        folder = Path(made_here)
        async with embedded_for_tests() as server, ServerForTests(server.dsn()).database(MIGRATIONS) as made:
            dsn = made.login("testing")
            database = open_database(dsn, schema="testing")
            async with running(database, dsn, folder / "objects", evidence_max_bytes=SIZE) as suite:
                async with listening(suite.http._transport.app) as address:  # type: ignore[attr-defined]  # httpx's
                    small_enough = await uploads(suite, address, folder)
                whole = await verified(suite)
            await database.close()
    return 0 if small_enough and whole else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
