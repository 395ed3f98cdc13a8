"""Whatever comes before - good reads, bad ones, partial ones, kills, held runs - the claims are what a fresh import of
the last complete read gives; and what is said of them has no gap and nothing twice."""

import json
import zlib
from collections import defaultdict
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from import_support.database import SetClock, Units, units_of
from import_support.ground import Imports
from import_support.samples import archive_of
from import_support.sent import facts
from import_support.stix import id_of, small, stix, technique

from aegis_chassis.database.pool import Database
from aegis_contracts.import_content import IMPORT_CONTENT
from aegis_import.adapters.persistence.migrations import MIGRATIONS
from aegis_import.adapters.persistence.runs import SqlRuns
from aegis_import.domain.run import ImportRun
from aegis_import.domain.words import RunState
from aegis_kernel.ids import named_id
from aegis_testkit.plugin_postgres import ServiceDatabase

SOURCES = ("attack-enterprise", "sigma")
ITEMS = range(1, 7)
VERSIONS = st.dictionaries(st.sampled_from(ITEMS), st.integers(0, 2), min_size=1, max_size=len(ITEMS))
STEPS = st.lists(
    st.tuples(
        st.sampled_from(SOURCES),
        VERSIONS,
        st.sampled_from(
            ["whole"] * 4 + ["bad entry", "corrupt", "failed", "cancelled", "killed", "killed late", "dry"]
        ),
        st.booleans(),
    ),
    min_size=1,
    max_size=8,
)


class Killed(Exception):
    """The worker is gone at this point; what it had not committed is undone."""


def sigma_rule(number: int, version: int, *, bad: bool) -> bytes:
    body = "" if bad else "detection: {s: {a: b}, condition: s}\n"
    return f"title: Rule {version}\nid: 22222222-2222-4222-8222-00000000000{number}\nlevel: high\n{body}".encode()


def archive(source: str, items: dict[int, int], *, bad: int | None = None) -> bytes:
    """A small archive of a source. The item `bad` lacks what it needs."""
    if source == "sigma":
        return archive_of(
            {f"s/rules/{n}.yml": sigma_rule(n, version, bad=n == bad) for n, version in sorted(items.items())}
        )
    made = [thing(n, version, bad=n == bad) for n, version in sorted(items.items())]
    return archive_of({"a/enterprise-attack/enterprise-attack.json": json.dumps(small(*made)).encode()})


def thing(number: int, version: int, *, bad: bool) -> dict[str, Any]:
    """Items of several kinds."""
    name = f"version {version}"
    if number % 3 == 0:
        return stix("malware", number, None if bad else f"S{number:04d}", name=name)
    if number % 3 == 1:
        return stix("intrusion-set", number, None if bad else f"G{number:04d}", name=name)
    return technique(number, "no id" if bad else None, name=name)


def key_of(source: str, number: int) -> str:
    if source == "sigma":
        return f"22222222-2222-4222-8222-00000000000{number}"
    return id_of({0: "malware", 1: "intrusion-set", 2: "attack-pattern"}[number % 3], number)


def corrupted(content: bytes) -> bytes:
    """The same archive with one byte of the first member's data changed."""
    at = content.index(b"PK\x03\x04") + 30 + int.from_bytes(content[26:28], "little")
    return content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]


async def claims(database: Database) -> dict[str, dict[str, Any]]:
    """By source and key: what each active claim says, but for the run that brought it."""
    async with database.raw() as connection:
        rows = await connection.fetch("select source_id, key, state from claim where withdrawn_at is null")
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    names = {named_id("data-source", name): name for name in SOURCES}
    for row in rows:
        state = json.loads(row["state"])
        del state["run_id"]
        found[names[row["source_id"]]][row["key"]] = state
    return dict(found)


async def emptied(database: Database) -> None:
    async with database.raw() as connection:
        await connection.execute("truncate import_run, import_problem, import_sample, claim, visit, outbox cascade")
        await connection.execute("update data_source set withdraw_limit_percent = 50")


async def step(imports: Imports, source: str, items: dict[int, int], what: str, yes: bool) -> ImportRun:
    """One import, with what happens to it; `yes` approves it when it is held. The run at its end."""
    content = archive(source, items, bad=min(items) if what == "bad entry" else None)
    if what == "corrupt":
        content = corrupted(content)
    if what == "failed":
        content = b"<html>"
    run_id = await imports.queue(archive=content, source=source, dry_run=what == "dry", file_name="a.zip")

    async def cancel() -> None:
        await imports.move(run_id, lambda run: run.cancel(imports.clock.now()))

    async def kill() -> None:
        raise Killed

    imports.reader.after = {"cancelled": cancel, "killed": kill}.get(what)
    measured = SqlRuns.measured
    if what == "killed late":

        async def die(*_: object) -> None:
            raise Killed

        SqlRuns.measured = die  # type: ignore[method-assign]  # everything is written, nothing committed
    try:
        await imports.carry_out(run_id)
    except Exception:
        if what not in {"cancelled", "killed", "killed late"}:
            raise
    finally:
        imports.reader.after = None
        SqlRuns.measured = measured  # type: ignore[method-assign]  # as it was
    run = await imports.carry_out(run_id)
    if run.state is RunState.HELD:
        if yes:
            await imports.move(run_id, lambda run: run.approve(run.source_id))
            return await imports.carry_out(run_id)
        await imports.move(run_id, lambda run: run.discard(imports.clock.now()))
    return await imports.run(run_id)


class Model:
    """What the claims have to be: item to version, by source."""

    def __init__(self) -> None:
        self.has: dict[str, dict[int, int]] = {source: {} for source in SOURCES}

    def apply(self, run: ImportRun, source: str, items: dict[int, int], what: str) -> None:
        if run.state not in {RunState.PUBLISHED, RunState.APPLIED}:
            return
        before = self.has[source]
        if what == "bad entry":
            bad = min(items)
            read = {number: version for number, version in items.items() if number != bad}
            self.has[source] = read | ({bad: before[bad]} if bad in before else {})
        elif what == "corrupt":
            read = {number: version for number, version in items.items() if number != min(items)}
            self.has[source] = before | read
        else:
            self.has[source] = dict(items)

    def keys(self, source: str) -> dict[str, str]:
        title = "Rule" if source == "sigma" else "version"
        return {key_of(source, number): f"{title} {version}" for number, version in self.has[source].items()}


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS, last=st.fixed_dictionaries(dict.fromkeys(SOURCES, VERSIONS)))
async def test_claims_are_what_a_fresh_import_of_the_last_complete_read_gives(
    database: Database, units: Units, clock: SetClock, tmp_path: Path, steps: Any, last: dict[str, dict[int, int]]
) -> None:
    await emptied(database)
    imports, model = Imports(units, clock, tmp_path), Model()
    for source, items, what, yes in steps:
        run = await step(imports, source, items, what, yes)
        model.apply(run, source, items, what)
        found = await claims(database)
        for name in SOURCES:
            told = {key: one["item"]["name"] for key, one in found.get(name, {}).items()}
            told.pop(id_of("x-mitre-tactic", 2), None)
            assert told == model.keys(name), (name, what)
    for source in SOURCES:
        run = await step(imports, source, last[source], "whole", True)
        assert run.state in {RunState.PUBLISHED, RunState.APPLIED}, run.error
    grown = await claims(database)
    await no_gap_and_nothing_twice(database)
    await emptied(database)
    fresh = Imports(units, clock, tmp_path)
    for source in reversed(SOURCES):
        await step(fresh, source, last[source], "whole", True)
    assert grown == await claims(database)


async def no_gap_and_nothing_twice(database: Database) -> None:
    """The versions that were published of each claim are 1, 2, 3, ... and the last one is what the table says."""
    told: dict[str, list[int]] = defaultdict(list)
    for fact in await facts(database, IMPORT_CONTENT):
        told[fact.key].append(fact.version)
    for key, versions in told.items():
        assert versions == list(range(1, len(versions) + 1)), key
    async with database.raw() as connection:
        rows = await connection.fetch("select claim_id, version from claim")
    assert {str(row["claim_id"]): row["version"] for row in rows}.items() <= {
        key: versions[-1] for key, versions in told.items()
    }.items()


async def test_upload_url_and_file_give_the_same_claims_byte_for_byte(
    service_database: ServiceDatabase, clock: SetClock, tmp_path: Path
) -> None:
    """The way of the content leaves no trace in a claim: a local file is an upload to the server."""
    content = archive("attack-enterprise", dict.fromkeys(ITEMS, 1))
    said = []
    for way in ("url", "upload", "upload under another name"):
        database = await service_database(MIGRATIONS)
        imports = Imports(units_of(database, clock), clock, tmp_path)
        imports.fetcher.content = content
        if way == "url":
            run_id = await imports.queue(url="https://x.example/enterprise-attack.zip")
        else:
            run_id = await imports.queue(archive=content, file_name=f"{zlib.crc32(way.encode())}.zip")
        run = await imports.carry_out(run_id)
        assert run.state is RunState.PUBLISHED
        async with database.raw() as connection:
            rows = await connection.fetch("select claim_id, kind, key, name, path, fingerprint, state from claim")
        said.append(sorted((*tuple(row)[:6], row["state"].replace(str(run.id).encode(), b"<the run>")) for row in rows))
        assert len(rows) == len(ITEMS) + 1
    assert said[0] == said[1] == said[2]
