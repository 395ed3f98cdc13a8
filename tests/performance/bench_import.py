"""Everything in the folder of upstream archives, as `aegis import --all` imports it: into an empty suite and once more,
in both modes. What each source took by stage, the time until all of it is visible, the memory of it, and for one source
the ratio to the way that peers take: an ORM that selects each rule and adds it when it is not there."""

import asyncio
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

import msgspec
from sqlalchemy import JSON, Text, Uuid, select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "e2e"))

from bench_suite import DATA, rss, until  # noqa: E402
from suites import Suite, running_suite  # noqa: E402
from table import show  # noqa: E402

from aegis_client.choosing import choose  # noqa: E402
from aegis_client.cli.import_all import import_everything  # noqa: E402
from aegis_client.cli.import_tables import totals_of, whole_of  # noqa: E402
from aegis_client.http import AegisClient  # noqa: E402
from aegis_client.recognise import look_through  # noqa: E402
from aegis_import.adapters.archives.limits import ArchiveLimits  # noqa: E402
from aegis_import.adapters.parsing.work import read_archive  # noqa: E402
from aegis_import.application.parsing import Wanted  # noqa: E402
from aegis_import.application.reads import ReadJob  # noqa: E402
from aegis_testkit.postgres import embedded_for_tests  # noqa: E402
from aegis_testkit.processes import free_port  # noqa: E402

TARGETS = {"standalone": 15.0, "distributed": 20.0}
TARGET_AGAIN = 3.0
TARGET_MEMORY = 400
STAGES = ("fetch_seconds", "read_seconds", "compare_seconds", "write_seconds")
ORM_SOURCE = "sigma"


def main() -> None:
    if not DATA.is_dir():
        print(f"skipped: {DATA} is not here; set AEGIS_TEST_DATA")
        return
    whole: list[list[object]] = []
    for mode in sys.argv[1:] or ("standalone", "distributed"):
        with (
            tempfile.TemporaryDirectory(prefix=f"aegis-{mode}-") as folder,
            running_suite(mode, Path(folder), free_port()) as suite,
        ):
            runs = measure(suite, whole)
        show(f"Sources, {mode}: seconds by stage", _HEADER, [_row(run) for run in runs])
        if mode == "standalone":
            ours = _stages(next(run for run in runs if run["source_name"] == ORM_SOURCE))
            compare_with_orm(ours["compare_seconds"] + ours["write_seconds"])
    show("Everything", ["mode", "what", "measured", "target", "of target"], whole)


def measure(suite: Suite, whole: list[list[object]]) -> list[Any]:
    admin = suite.admin()
    with peak_of(suite) as peak:
        began = time.perf_counter()
        runs, _ = import_everything(admin, DATA)
        applied = time.perf_counter() - began
        totals = totals_of(runs)
        for run in runs:
            if run["state"] != "applied":
                print(f"{run['source_name']} is {run['state']}: {run.get('error')}")
        target = TARGETS[suite.mode]
        whole.append([suite.mode, f"{totals['read']:,} entries applied by the catalogue, s", applied, "", ""])
        for what, holds in visible(admin).items():
            until(holds)
            seconds = time.perf_counter() - began
            whole.append([suite.mode, f"visible in {what}, s", seconds, target, seconds / target])
    memory = peak["python"]
    whole.append([suite.mode, "peak memory without PostgreSQL, MiB", memory, TARGET_MEMORY, memory / TARGET_MEMORY])
    whole.append([suite.mode, "peak memory of PostgreSQL, MiB", peak["postgres"], "", ""])
    began = time.perf_counter()
    again, _ = import_everything(admin, DATA)
    seconds = time.perf_counter() - began
    assert totals_of(again)["unchanged"] == totals_of(again)["read"], "the same again has changed something"
    whole.append([suite.mode, "all of it again, unchanged, s", seconds, TARGET_AGAIN, seconds / TARGET_AGAIN])
    detailed = [admin.get(f"/import-runs/{run['id']}").json for run in runs if run["id"]]
    return sorted(detailed, key=lambda run: -whole_of(run)["read"])


def visible(admin: AegisClient) -> Mapping[str, Callable[[], bool]]:
    """What has to be seen before the import counts as over. ATT&CK's three 19.x bundles have 918 active techniques."""

    def count(path: str, **query: Any) -> int:
        return int(admin.get(path, limit=1, count="true", **query).json["total"])

    return {
        "the catalogue": lambda: count("/techniques") == 918 and count("/threat-actors") == 178,
        "scoring": lambda: admin.get("/coverage").json["techniques"] == 918,
        "the matrix": lambda: admin.get("/matrix", domain="enterprise").json["counts"]["cells"] == 872,
    }


@contextmanager
def peak_of(suite: Suite) -> Iterator[dict[str, int]]:
    """The most memory that the suite's processes had together, looked at ten times a second."""
    peak = {"python": 0, "postgres": 0}
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(0.1):
            for name, size in rss(suite).items():
                peak[name] = max(peak[name], size)

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    try:
        yield peak
    finally:
        ended.set()
        watching.join()


_HEADER = ["source", "entries", "a second", "fetch", "read", "compare", "write", "until applied", "problems"]


def _row(run: Any) -> list[object]:
    stages = _stages(run)
    own = sum(stages.values())
    read = whole_of(run)["read"]
    until_applied = max(0.0, (run["duration_seconds"] or 0.0) - own)
    return [run["source_name"], read, round(read / own), *stages.values(), until_applied, run["problems_count"]]


def _stages(run: Any) -> dict[str, float]:
    return {name: float(run["measures"].get(name, 0.0)) for name in STAGES}


class Base(DeclarativeBase):
    type_annotation_map: ClassVar[dict[Any, Any]] = {dict[str, Any]: JSON}


class Rule(Base):
    """A rule as an ORM's users would keep it."""

    __tablename__ = "rule"
    id: Mapped[Any] = mapped_column(Uuid, primary_key=True)
    source: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text, index=True)
    name: Mapped[str] = mapped_column(Text)
    state: Mapped[dict[str, Any]]


def compare_with_orm(ours: float) -> None:
    """The same rules, parsed already, kept by select-then-add: one question and one object a rule."""
    (found,) = choose([one for one in look_through(DATA).found if one.source == ORM_SOURCE])[0]
    job = ReadJob(
        path=str(found.file), name=found.file.name, upstream=ORM_SOURCE, wanted=Wanted(), source_id=uuid4(),
        source_name=ORM_SOURCE, priority=0, run_id=uuid4(),
    )  # fmt: skip
    entries = read_archive(job, ArchiveLimits()).entries
    rules = [(entry.claim_id, entry.key, entry.name, msgspec.json.decode(entry.state)) for entry in entries]
    orm = asyncio.run(_select_then_add(rules))
    count = len(entries)
    show(
        f"{count:,} rules of {ORM_SOURCE}: compared and written, with their events; beside it select-then-add",
        ["way", "seconds", "rules a second", "times the ORM"],
        [
            ["ours: compare, write, publish, in one transaction", ours, round(count / ours), orm / ours],
            ["SQLAlchemy's ORM, select then add, no events", orm, round(count / orm), 1.0],
        ],
    )


async def _select_then_add(rules: list[tuple[Any, str, str, Any]]) -> float:
    async with embedded_for_tests(durable=True) as server:
        engine = create_async_engine(server.dsn().replace("postgresql://", "postgresql+asyncpg://"))
        async with engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        began = time.perf_counter()
        async with AsyncSession(engine) as session:
            for id_, key, name, state in rules:
                present = await session.scalar(select(Rule).where(Rule.source == ORM_SOURCE, Rule.key == key))
                if present is None:
                    session.add(Rule(id=id_, source=ORM_SOURCE, key=key, name=name, state=state))
                else:
                    present.name, present.state = name, state
            await session.commit()
        seconds = time.perf_counter() - began
        await engine.dispose()
    return seconds


if __name__ == "__main__":
    os.environ.setdefault("AEGIS_LOG_LEVEL", "warning")
    main()
