"""ATT&CK enterprise 19.1 whole, parsed in a process of its own, on PostgreSQL."""

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest
from import_support.archives import bundle_file
from import_support.data import ENTERPRISE_20, ENTERPRISE_21, upstream
from import_support.database import SetClock, Units, empty_outbox, outbox
from import_support.ground import Imports
from import_support.stix import small, technique

from aegis_chassis.database.pool import Database
from aegis_import.adapters.archives.limits import ArchiveLimits
from aegis_import.adapters.parsing.pool import PoolReader
from aegis_import.application.parsing import BadArchive, Wanted
from aegis_import.application.reads import ReadJob
from aegis_import.domain.counts import KindCounts
from aegis_import.domain.words import RunState

ENTRIES = {
    "tactic": 15, "data_component": 109, "mitigation": 268, "technique": 858, "detection_strategy": 699,
    "software": 824, "actor": 189, "campaign": 56,
}  # fmt: skip


@pytest.fixture(scope="module")
def processes() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield pool


@pytest.mark.data
async def test_enterprise_comes_in_whole_and_once_whatever_form_it_comes_in(
    database: Database, units: Units, clock: SetClock, tmp_path: Path, processes: ProcessPoolExecutor
) -> None:
    imports = Imports(units, clock, tmp_path, processes)
    newer, older = upstream(ENTERPRISE_21).read_bytes(), upstream(ENTERPRISE_20).read_bytes()
    first = await imports.import_(newer)
    assert (first.state, first.outcome.release, first.outcome.problems) == (RunState.PUBLISHED, "19.1", 0)
    assert first.outcome.counts == {kind: KindCounts(new=count) for kind, count in ENTRIES.items()}
    sent = await outbox(database, "aegis.import.content")
    assert len(sent) == sum(ENTRIES.values()) + 1
    assert max(len(str(data)) for _, _, data in sent) < 512 * 1024
    assert sent[-1][1]["ce_type"] == "aegis.import.run.published.v1"
    await empty_outbox(database)
    for again in (newer, older):
        run = await imports.import_(again)
        assert run.state is RunState.APPLIED
        assert run.outcome.counts == {kind: KindCounts(unchanged=count) for kind, count in ENTRIES.items()}
        assert await outbox(database, "aegis.import.content") == []


def job(path: Path) -> ReadJob:
    return ReadJob(
        path=str(path),
        name="bundle.json",
        upstream="mitre-attack",
        wanted=Wanted(domain="enterprise"),
        source_id=uuid4(),
        source_name="attack-enterprise",
        priority=0,
        run_id=uuid4(),
    )


async def test_memory_is_limited_and_the_process_goes_on(tmp_path: Path, processes: ProcessPoolExecutor) -> None:
    many = "[" + ",".join(["{}"] * 5_000_000) + "]"
    path = tmp_path / "bomb.json"
    path.write_text('{"type": "bundle", "objects": ' + many + "}")
    with pytest.raises(BadArchive, match="takes more than 64,000,000 bytes of memory"):
        await PoolReader(processes, ArchiveLimits(memory_bytes=64_000_000)).read(job(path))
    good = bundle_file(tmp_path / "good.json", small(technique(1)))
    assert len((await PoolReader(processes, ArchiveLimits()).read(job(good))).entries) == 2


async def test_a_bad_archive_is_told_across_processes(tmp_path: Path, processes: ProcessPoolExecutor) -> None:
    path = bundle_file(tmp_path / "bad.json", "<html>")
    with pytest.raises(BadArchive, match="got something else") as refused:
        await PoolReader(processes, ArchiveLimits()).read(job(path))
    assert refused.value.code == "not_an_archive"
