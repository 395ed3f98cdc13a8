"""What has to hold for every parser, whatever comes: no crash, no hang, bounded memory; a small valid archive comes in.

``AEGIS_FUZZ_EXAMPLES=20000`` makes it look longer; `tests/fuzz` has a target for atheris, which follows the code.
"""

import os
import time
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from import_support.samples import FEED, MEMBERS, archive_of

from aegis_import.adapters.archives.limits import ArchiveLimits
from aegis_import.adapters.parsing.registry import PARSERS, WINDOWS
from aegis_import.adapters.parsing.work import read_archive
from aegis_import.application.parsing import BadArchive, Wanted
from aegis_import.application.reads import Read, ReadJob

EXAMPLES = int(os.environ.get("AEGIS_FUZZ_EXAMPLES", "25"))
LONGEST_SECONDS = 5.0
MOST_BYTES = 64 * 1024 * 1024
"""Of Python's memory, for inputs of some kilobytes."""
LIMITS = ArchiveLimits(member_bytes=8 * 1024 * 1024, total_bytes=16 * 1024 * 1024, seconds=LONGEST_SECONDS)
FORMATS = sorted(PARSERS)
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=24)), min_size=1, max_size=6)
SLOWLY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def read(folder: Path, format_: str, content: bytes, name: str = "upload") -> Read | BadArchive:
    """What a read comes to, within the bounds."""
    path = folder / "file"
    path.write_bytes(content)
    domain = "enterprise" if format_ == "mitre-attack" else None
    job = ReadJob(
        path=str(path),
        name=name,
        upstream=format_,
        format=format_,
        wanted=Wanted(domain=domain, source=format_),
        source_id=UUID(int=1),
        source_name=format_,
        priority=0,
        run_id=UUID(int=2),
        at=datetime(2026, 11, 24, tzinfo=UTC),
    )
    began = time.monotonic()
    tracemalloc.start()
    try:
        return read_archive(job, LIMITS)
    except BadArchive as error:
        return error
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert time.monotonic() - began < LONGEST_SECONDS + 1
        assert peak < MOST_BYTES, f"{peak:,} bytes"


def edited(content: bytes, edits: list[tuple[float, int, bytes]]) -> bytes:
    for place, gone, new in edits:
        at = int(place * len(content))
        content = content[:at] + new + content[at + gone :]
    return content


@pytest.mark.parametrize("format_", sorted(MEMBERS))
def test_a_small_archive_comes_in_with_a_top_folder_and_without(tmp_path: Path, format_: str) -> None:
    members = MEMBERS[format_]
    found = read(tmp_path, format_, archive_of(members))
    assert isinstance(found, Read), found
    assert (bool(found.entries), found.complete) == (True, True)
    bare = read(tmp_path, format_, archive_of({name.split("/", 1)[1]: body for name, body in members.items()}))
    assert isinstance(bare, Read), bare
    assert [entry.claim_id for entry in bare.entries] == [entry.claim_id for entry in found.entries]


@pytest.mark.parametrize("format_", FORMATS)
@SLOWLY
@given(content=st.binary(max_size=4_000))
def test_any_bytes_are_refused_or_read(tmp_path: Path, format_: str, content: bytes) -> None:
    read(tmp_path, format_, content)


@pytest.mark.parametrize("format_", sorted(MEMBERS))
@SLOWLY
@given(edits=EDITS, which=st.integers(0, 9))
def test_a_valid_archive_whose_files_were_changed_anywhere(
    tmp_path: Path, format_: str, edits: list[tuple[float, int, bytes]], which: int
) -> None:
    members = dict(MEMBERS[format_])
    name = sorted(members)[which % len(members)]
    members[name] = edited(members[name], edits)
    read(tmp_path, format_, archive_of(members))


@pytest.mark.parametrize("format_", sorted(MEMBERS))
@SLOWLY
@given(edits=EDITS)
def test_a_valid_archive_that_was_changed_itself(
    tmp_path: Path, format_: str, edits: list[tuple[float, int, bytes]]
) -> None:
    read(tmp_path, format_, edited(archive_of(MEMBERS[format_]), edits))


@SLOWLY
@given(edits=EDITS)
def test_a_feed_that_was_changed_anywhere(tmp_path: Path, edits: list[tuple[float, int, bytes]]) -> None:
    assert list(WINDOWS) == ["feed"]
    read(tmp_path, "feed", edited(FEED, edits))


def test_every_format_has_a_sample_or_a_reason() -> None:
    without = {"feed", "cis-v8", "cri-profile", "csa-ccm", "veris", "kev", "aws"}
    assert set(PARSERS) - set(MEMBERS) <= without, "a new parser needs a sample here"
