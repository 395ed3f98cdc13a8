"""What `Database.raw` costs beside asyncpg's own pool: processor time of taking and giving back, and queries a second.

The ways take turns, so that what else the machine does meets all of them; medians.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from statistics import median

import asyncpg

from aegis_chassis.database.json_codec import use_json_codecs
from aegis_chassis.database.pool import open_database
from aegis_testkit.postgres import embedded_for_tests

SIZE, ROUNDS, TASKS = 5, 7, 8
LIST = """
select g as id, 'T1059.' || g as attack_id, md5(g::text) as name, now() as at, array['a', 'b'] as tags
from generate_series(1, 100) g
"""

Once = Callable[[], Awaitable[object]]


async def rate(once: Once, *, count: int) -> float:
    async def repeat() -> None:
        for _ in range(count // TASKS):
            await once()

    begun = time.perf_counter()
    await asyncio.gather(*(repeat() for _ in range(TASKS)))
    return count / (time.perf_counter() - begun)


async def processor_us(once: Once, *, count: int) -> float:
    begun = time.process_time()
    for _ in range(count):
        await once()
    return (time.process_time() - begun) / count * 1e6


async def main() -> None:
    async with embedded_for_tests() as server:
        database = open_database(server.dsn(), schema="public", size=SIZE)
        pool = await asyncpg.create_pool(server.dsn(), min_size=SIZE, max_size=SIZE, init=use_json_codecs)

        async def bare(statement: str | None) -> None:
            async with pool.acquire() as connection:
                if statement:
                    await connection.fetch(statement)

        async def ours(statement: str | None) -> None:
            async with database.raw() as connection:
                if statement:
                    await connection.fetch(statement)

        print(f"{'':34}{'asyncpg pool':>14}{'Database.raw':>14}{'ratio':>8}")
        found: dict[str, list[tuple[float, float]]] = {}
        for _ in range(ROUNDS):
            found.setdefault("taken and given back, us", []).append(
                (
                    await processor_us(lambda: bare(None), count=500),
                    await processor_us(lambda: ours(None), count=500),
                )
            )
            for name, statement in {"select 1, a second": "select 1", "100 rows, a second": LIST}.items():
                found.setdefault(name, []).append(
                    (
                        await rate(lambda s=statement: bare(s), count=800),  # type: ignore[misc]  # mypy: a default
                        await rate(lambda s=statement: ours(s), count=800),  # type: ignore[misc]  # mypy: a default
                    )
                )
        for name, pairs in found.items():
            one, two = median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
            print(f"{name:34}{one:>14,.0f}{two:>14,.0f}{two / one:>7.2f}x")
        await pool.close()
        await database.close()


if __name__ == "__main__":
    asyncio.run(main())
