"""Reads archives in another process, so that the event loop goes on."""

import asyncio
import hashlib
from concurrent.futures import Executor
from pathlib import Path

from aegis_import.adapters.archives.limits import ArchiveLimits
from aegis_import.adapters.parsing.registry import PARSERS, namespace_of
from aegis_import.adapters.parsing.version import code_version
from aegis_import.adapters.parsing.work import read_archive
from aegis_import.application.reads import Read, ReadJob


class PoolReader:
    """`Reader` on an executor. Time and memory of a read are bounded by the limits, in the process that reads."""

    def __init__(self, processes: Executor, limits: ArchiveLimits) -> None:
        self._processes = processes
        self._limits = limits

    def reads(self, format_: str) -> bool:
        """Whether there is a parser for the format."""
        return format_ in PARSERS

    def upstream_of(self, format_: str) -> str:
        """The upstream whose keys the format's entries have."""
        return namespace_of(format_)

    @property
    def version(self) -> str:
        """Made of the code that reads."""
        return code_version()

    async def key_of(self, job: ReadJob) -> bytes:
        """Of the file's content, of what the job says of the source, and of the code that reads."""
        content = await asyncio.to_thread(_digest, job.path)
        told = (job.upstream, job.format, job.source_name, job.priority, job.url)
        wanted = (job.wanted.domain, job.wanted.release)
        return hashlib.blake2b(content + repr((told, wanted, self.version)).encode(), digest_size=16).digest()

    async def read(self, job: ReadJob) -> Read:
        """Raises `BadArchive`."""
        return await asyncio.get_running_loop().run_in_executor(self._processes, read_archive, job, self._limits)


def _digest(path: str) -> bytes:
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
