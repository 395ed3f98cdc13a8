"""What is made of a parser's entries before they are compared."""

import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import UUID

import msgspec
import pytest
from import_support.archives import bundle_file
from import_support.stix import small, technique

from aegis_chassis.messaging.envelope import decode, encode
from aegis_chassis.objects.store import ObjectStore
from aegis_contracts.import_content import IMPORT_CONTENT, Claim, RunEnd
from aegis_contracts.imported.attack import MitigationItem
from aegis_contracts.words import Domain
from aegis_import.adapters.archives.limits import ArchiveLimits
from aegis_import.adapters.objects.archives import ObjectArchives
from aegis_import.adapters.parsing import work
from aegis_import.adapters.parsing.workplace import TemporaryFiles
from aegis_import.adapters.persistence.claim_events import claims_records
from aegis_import.application.claims import EVENT_TYPES, KINDS, ParsedClaim
from aegis_import.application.parsing import Archive, BadArchive, Wanted
from aegis_import.application.reads import Read, ReadJob
from aegis_import.application.report import Report
from aegis_import.domain.run import ImportRun
from aegis_import.domain.source import DataSource, SourceSettings
from aegis_kernel.errors import NotFound
from aegis_testkit.objects import MemoryObjectStore

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def job(path: Path, **more: Any) -> ReadJob:
    given: dict[str, Any] = {
        "path": str(path),
        "name": "bundle.json",
        "upstream": "mitre-attack",
        "wanted": Wanted(domain="enterprise"),
        "source_id": UUID(int=1),
        "source_name": "mine",
        "priority": 0,
        "run_id": UUID(int=2),
    }
    return ReadJob(**(given | more))


def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *claims: ParsedClaim, **more: Any) -> Read:
    """What is made of entries that a stand-in for a parser yields."""

    def parse(archive: Archive, report: Report) -> Iterator[ParsedClaim]:
        report.release = "1"
        yield from claims

    monkeypatch.setattr(work, "PARSERS", MappingProxyType({"mitre-attack": parse}))
    return work.read_archive(job(bundle_file(tmp_path / "x.json", {}), **more), ArchiveLimits())


def entry(key: str, name: str = "n", path: str = "a", modified: datetime | None = None, **more: Any) -> ParsedClaim:
    return ParsedClaim(key=key, item=MitigationItem(attack_id="M1", name=name, **more), path=path, modified=modified)


@pytest.mark.parametrize(
    "first, second, stays",
    [
        (entry("k", "old", "a", NOW), entry("k", "new", "b", NOW.replace(hour=13)), "new"),
        (entry("k", "new", "b", NOW.replace(hour=13)), entry("k", "old", "a", NOW), "new"),
        (entry("k", "b", "b"), entry("k", "a", "a"), "a"),
        (entry("k", "a", "a", NOW), entry("k", "b", "b", NOW), "a"),
    ],
)
def test_of_two_entries_with_one_key_the_newer_stays_else_the_first_by_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: ParsedClaim, second: ParsedClaim, stays: str
) -> None:
    found = read(tmp_path, monkeypatch, first, second)
    assert [one.name for one in found.entries] == [stays]
    assert [problem.code for problem in found.problems] == ["repeated_key"]


def test_one_key_in_two_kinds_is_two_entries(tmp_path: Path) -> None:
    found = work.read_archive(job(bundle_file(tmp_path / "x.json", small(technique(1)))), ArchiveLimits())
    assert [one.kind for one in found.entries] == ["tactic", "technique"]


def test_the_fingerprint_is_of_content_and_priority_not_of_release_or_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mark(*claims: ParsedClaim, **more: Any) -> bytes:
        return read(tmp_path, monkeypatch, *claims, **more).entries[0].fingerprint

    mine = mark(entry("k"))
    assert mark(entry("k"), run_id=UUID(int=9)) == mine
    assert mark(entry("k"), wanted=Wanted(domain="enterprise", release="2")) == mine
    assert len({mine, mark(entry("k", "other")), mark(entry("k"), priority=1), mark(entry("k", modified=NOW))}) == 4


def test_a_read_without_any_entry_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadArchive, match="No entry was found"):
        read(tmp_path, monkeypatch)
    with pytest.raises(BadArchive, match=r"No entry could be read; 1 problems, the first: a: The entry takes"):
        read(tmp_path, monkeypatch, entry("k", description="x" * 600_000))


@pytest.mark.parametrize(
    "bad, code, kept_key",
    [
        (entry("bad", "a\x00b"), "zero_character", {"bad"}),
        (entry("bad", description="\\\x00"), "zero_character", {"bad"}),
        (entry("b\x00d"), "zero_character", set()),
        (entry("b" * 2_001), "key_too_long", {"b" * 2_001}),
        (entry("bad", description="x" * 600_000), "entry_too_large", {"bad"}),
    ],
)
def test_an_entry_that_cannot_be_published_is_bad_and_the_others_come_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bad: ParsedClaim, code: str, kept_key: set[str]
) -> None:
    found = read(tmp_path, monkeypatch, bad, entry("k", "a\\u0000b\\\\u0000"))
    assert [one.key for one in found.entries] == ["k"]
    assert [(problem.severity, problem.code) for problem in found.problems] == [("bad_entry", code)]
    assert found.kept_keys == kept_key


def test_an_encoded_state_goes_out_as_it_would_have_been_encoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = read(tmp_path, monkeypatch, entry("k")).entries
    settings = SourceSettings()
    source = DataSource(UUID(int=1), name="mine", upstream="mitre-attack", domain="ics", settings=settings, version=1)
    run = ImportRun.queue(UUID(int=2), source_id=source.id, source_name="mine", at=NOW, by=None)
    records, _ = claims_records(run, source, "1", found, {found[0].claim_id: 7}, [], NOW)
    for record in records:
        fact = decode(IMPORT_CONTENT, record.key, record.headers, record.value)
        assert encode(fact, source="import") == record
    assert [record.headers["ce_sequence"] for record in records] == ["7", "1"]
    assert isinstance(decode(IMPORT_CONTENT, records[1].key, records[1].headers, records[1].value).state.item, RunEnd)


def test_every_kind_of_item_has_a_word_and_an_event() -> None:
    assert set(EVENT_TYPES) == set(KINDS.values())
    for type_, kind in KINDS.items():
        assert type_.__struct_config__.tag == kind  # type: ignore[attr-defined]  # of every struct
    assert set(EVENT_TYPES.values()) <= set(IMPORT_CONTENT.types)


def test_a_claims_state_is_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    domain: Domain = "ics"
    one = ParsedClaim(key="k", item=MitigationItem(attack_id="M1", name="n"), path="a", domain=domain, url="https://u")
    claim = msgspec.json.decode(read(tmp_path, monkeypatch, one, priority=3).entries[0].state, type=Claim)
    assert (claim.key, claim.domain, claim.url, claim.priority, claim.release, claim.run_id) == (
        "k", "ics", "https://u", 3, "1", UUID(int=2),
    )  # fmt: skip


# Where archives lie.


async def test_an_archive_is_kept_brought_and_dropped(tmp_path: Path) -> None:
    store: ObjectStore = MemoryObjectStore()
    archives = ObjectArchives(store, limit=10)
    source, target = tmp_path / "a", tmp_path / "b"
    source.write_bytes(b"0123456789")
    await archives.keep("import/archives/x", source)
    await archives.bring("import/archives/x", target)
    assert target.read_bytes() == b"0123456789"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    await archives.drop("import/archives/x")
    await archives.drop("import/archives/x")
    with pytest.raises(NotFound):
        await archives.bring("import/archives/x", target)


async def test_room_is_this_users_alone_and_gone_afterwards(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    async with TemporaryFiles(folder, limit=1).room() as path:
        assert (stat.S_IMODE(folder.stat().st_mode), stat.S_IMODE(path.stat().st_mode)) == (0o700, 0o600)
        path.write_text("x")
    assert list(folder.iterdir()) == []
