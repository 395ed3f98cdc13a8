"""A read that takes too much memory fails as a bad archive, and its process lives on."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest
from import_support.archives import zip_of
from import_support.texts import SAMPLES

from aegis_import.adapters.archives.limits import ArchiveLimits
from aegis_import.adapters.parsing.work import read_archive
from aegis_import.application.parsing import BadArchive, Wanted
from aegis_import.application.reads import ReadJob


@pytest.mark.parametrize("format_", ["sigma", "elastic"])
def test_memory_that_fails_a_native_reader_does_not_end_the_process(format_: str, tmp_path: Path) -> None:
    members = {}
    for number in range(200):
        path, text = SAMPLES[format_].at(number)
        members["top/" + path] = text.replace("Sees what nobody does", f"w{number} " * 20_000)
    job = ReadJob(
        path=str(zip_of(tmp_path / "a.zip", members)),
        name="a.zip",
        upstream=format_,
        wanted=Wanted(),
        source_id=UUID(int=1),
        source_name=format_,
        priority=0,
        run_id=UUID(int=2),
    )
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as processes:
        for megabytes in (16, 40):
            limits = ArchiveLimits(memory_bytes=megabytes * 1024 * 1024)
            with pytest.raises(BadArchive, match="bytes of memory"):
                processes.submit(read_archive, job, limits).result()
        assert len(processes.submit(read_archive, job, ArchiveLimits()).result().entries) == 200
