"""Carries what import's parsers read in real archives to the catalogue, as the bus would: whole reads as facts."""

import asyncio
import hashlib
import multiprocessing
import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from catalog_support.client import Client

from aegis_contracts.import_content import IMPORT_CONTENT, Claim, RunEnd
from aegis_contracts.words import Domain
from aegis_import.adapters.archives.limits import ArchiveLimits
from aegis_import.adapters.parsing.registry import namespace_of
from aegis_import.adapters.parsing.work import read_archive
from aegis_import.application.claims import EVENT_TYPES
from aegis_import.application.parsing import Wanted
from aegis_import.application.reads import Read, ReadJob
from aegis_kernel.facts import Fact
from aegis_kernel.ids import event_id, named_id

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("AEGIS_TEST_DATA", ROOT.parent / "shared" / "data"))
BATCH = 2_000
DATED = datetime(2026, 11, 24, tzinfo=UTC)


@dataclass(frozen=True)
class Archive:
    """A file in the folder of upstream archives and who reads it."""

    file: str
    format: str
    domain: Domain | None = None


SOURCES: Mapping[str, Archive] = {
    "attack-enterprise": Archive("attack-stix-data-enterprise-attack-19.1.zip", "mitre-attack", "enterprise"),
    "attack-mobile": Archive("cti-mobile-attack-19.0.zip", "mitre-attack", "mobile"),
    "attack-ics": Archive("cti-ics-attack-19.1.zip", "mitre-attack", "ics"),
    "atomic": Archive("atomic-red-team-master.zip", "atomic"),
    "sigma": Archive("sigma-master.zip", "sigma"),
    "elastic": Archive("detection-rules-main.zip", "elastic"),
    "splunk": Archive("security_content-develop.zip", "splunk"),
    "caldera": Archive("stockpile-master.zip", "caldera"),
    "lolbas": Archive("LOLBAS-master.zip", "lolbas"),
    "gtfobins": Archive("GTFOBins.github.io-master.zip", "gtfobins"),
    "d3fend": Archive("d3fend-gh-pages.zip", "d3fend"),
    "nist-800-53": Archive("oscal-content-main.zip", "nist-800-53"),
    "nist-800-53-mappings": Archive("mappings-explorer-main.zip", "nist-800-53-mappings"),
    "cis-v8": Archive("cis-controls-v8-attack-mapping.zip", "cis-v8"),
    "misp-actors": Archive("misp-galaxy-main.zip", "misp-galaxy"),
}
"""The data sources that exist from the start, by name, with the newest archive of each."""


def job(source: str) -> ReadJob:
    """The first read of a source."""
    archive = SOURCES[source]
    path = DATA / archive.file
    if not path.exists():
        pytest.skip(f"{path} is not here: set AEGIS_TEST_DATA to the folder of upstream archives")
    return ReadJob(
        path=str(path),
        name=archive.file,
        upstream=namespace_of(archive.format),
        wanted=Wanted(domain=archive.domain),
        source_id=named_id("test", "source", source),
        source_name=source,
        priority=0,
        run_id=named_id("test", "run", source),
        format=archive.format,
    )


async def read_all(sources: Iterable[str]) -> dict[str, list[Fact[Claim]]]:
    """What the first runs of these sources publish, by source."""
    found = {}
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as processes:
        for source in sources:
            wanted = job(source)
            found[source] = facts_of(
                await loop.run_in_executor(processes, read_archive, wanted, ArchiveLimits()), wanted
            )
    return found


def facts_of(read: Read, wanted: ReadJob, version: int = 1) -> list[Fact[Claim]]:
    """A read as the facts that a first run publishes, its end last."""
    states = [(EVENT_TYPES[entry.kind], msgspec.json.decode(entry.state, type=Claim)) for entry in read.entries]
    end = Claim(
        claim_id=wanted.run_id,
        content_id=wanted.run_id,
        source_id=wanted.source_id,
        source_name=wanted.source_name,
        run_id=wanted.run_id,
        upstream=wanted.upstream,
        key=str(wanted.run_id),
        item=RunEnd(source_name=wanted.source_name, published=len(states), withdrawn=0, release=read.release),
    )
    return [_fact(type_, state, version) for type_, state in [*states, ("ImportPublished", end)]]


def _fact(type_: str, state: Claim, version: int) -> Fact[Claim]:
    topic, key = IMPORT_CONTENT, str(state.claim_id)
    return Fact(
        topic=topic.name,
        key=key,
        version=version,
        type=topic.types[type_],
        id=event_id(topic.name, key, version),
        time=state.modified or DATED,
        state=state,
    )


def batches(facts: Sequence[Fact[Claim]]) -> list[Sequence[Fact[Claim]]]:
    """Facts as a consumer takes them."""
    return [facts[start : start + BATCH] for start in range(0, len(facts), BATCH)]


async def total(client: Client, path: str, **query: Any) -> int:
    """How many there are, by the list's own count."""
    answer = await client.get(path, count="true", limit=1, **query)
    counted: int = answer.json()["total"]
    return counted


async def everything(client: Client, path: str, **query: Any) -> list[dict[str, Any]]:
    """All pages of a list."""
    found: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        page = (await client.get(path, limit=500, **query, **({"cursor": cursor} if cursor else {}))).json()
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


def sha(words: Iterable[str]) -> str:
    """As `sources.md` makes it: of the sorted strings, a line each."""
    return hashlib.sha256("\n".join(sorted(words)).encode()).hexdigest()[:16]
