"""What an archive or a file may do to you, for Caldera, LOLBAS and GTFOBins: one bad file is named, all others come in;
and mutated input."""

import struct
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from import_support.archives import zip_of
from import_support.small import SMALL
from import_support.texts import InMemory, read_file, read_zip

from aegis_import.adapters.archives.limits import ArchiveLimits
from aegis_import.adapters.parsing.registry import PARSERS
from aegis_import.application.parsing import BadArchive
from aegis_import.application.report import Report

FORMATS = tuple(SMALL)


def bomb(of: str) -> str:
    """Every line names the one before it ten times."""
    return "a0: &a0 [x, x]\n" + "".join(
        f"a{n}: &a{n} {of.format(', '.join([f'*a{n - 1}'] * 10))}\n" for n in range(1, 25)
    )


BAD_YAML = [
    pytest.param("a: [1, 2\n", 2, id="truncated"),
    pytest.param("a: 1\nb: 2\na: 3\n", 3, id="duplicate key"),
    pytest.param("a: 1\nb: !ruby/object:Gem {}\n", 2, id="unknown tag"),
    pytest.param("a: !!python/object/apply:os.system [id]\n", 1, id="dangerous tag"),
    pytest.param(bomb("[{}]"), None, id="alias bomb"),
    pytest.param("a0: &a0 {x: 1}\n" + bomb("{{<<: [{}]}}").split("\n", 1)[1], None, id="merge bomb"),
    pytest.param("a: &a [*a]\n", 1, id="alias of itself"),
    pytest.param("[" * 100_000, 1, id="deep nesting"),
    pytest.param(b"Name: caf\xe9\n", 1, id="latin-1"),
    pytest.param("Name: x\n".encode("utf-16"), 1, id="utf-16"),
    pytest.param("Name: \x00\n", 1, id="zero byte"),
    pytest.param("a" * 2_200_000, None, id="too large"),
    pytest.param("", None, id="empty"),
    pytest.param("just text", None, id="text"),
    pytest.param("- 1\n- []\n", None, id="list"),
    pytest.param("<!DOCTYPE html><html></html>", None, id="html"),
    pytest.param("404: Not Found", None, id="not found"),
]  # fmt: skip


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("bad, line", BAD_YAML)
def test_a_bad_file_is_named_and_all_others_come_in(
    format_: str, bad: str | bytes, line: int | None, tmp_path: Path
) -> None:
    small = SMALL[format_]
    members = small.members(1, 2, 3) | {small.at(4): bad}
    began = time.process_time()
    claims, report = read_zip(format_, tmp_path, members)
    assert time.process_time() - began < 5
    assert [one.key for one in claims] == [small.key_of(number) for number in (1, 2, 3)]
    assert {(one.severity, one.path) for one in report.problems} == {("bad_entry", small.at(4))}
    assert report.problems[0].line == line or line is None
    assert (report.kept_paths, report.complete) == ({small.at(4)}, True)


@pytest.mark.parametrize("format_", FORMATS)
def test_a_corrupt_member_is_a_bad_entry_and_the_read_is_not_complete(format_: str, tmp_path: Path) -> None:
    small = SMALL[format_]
    path = zip_of(tmp_path / "a.zip", {f"top/{name}": text for name, text in small.members(1, 2).items()})
    written = bytearray(path.read_bytes())
    at = written.rindex(b"PK\x01\x02")
    struct.pack_into("<L", written, at + 16, 0xDEADBEEF)
    path.write_bytes(written)
    claims, report = read_file(format_, path)
    assert [one.key for one in claims] == [small.key_of(1)]
    assert [(one.severity, one.code, one.path) for one in report.problems] == [
        ("bad_entry", "corrupt_member", small.at(2))
    ]
    assert not report.complete


@pytest.mark.parametrize("format_", FORMATS)
def test_a_top_folder_is_there_or_not_and_names_that_leave_are_refused(format_: str, tmp_path: Path) -> None:
    small = SMALL[format_]
    for top in ("", "any-name/"):
        claims, _ = read_zip(format_, tmp_path, small.members(1), top=top)
        assert [one.key for one in claims] == [small.key_of(1)]
    members = {f"../{small.at(2)}": small.written(2), f"top/{small.at(1)}": small.written(1)}
    claims, report = read_zip(
        format_, tmp_path, members | {f"top/{name}": text for name, text in small.others.items()}, top=""
    )
    assert [one.key for one in claims] == [small.key_of(1)]
    assert [one.severity for one in report.problems] == ["refused"]


@pytest.mark.parametrize("format_", FORMATS)
def test_bombs_and_other_files_are_refused(format_: str, tmp_path: Path) -> None:
    small = SMALL[format_]
    path = zip_of(
        tmp_path / "a.zip",
        {f"top/{name}": text for name, text in (small.members(1) | {small.at(2): " " * 60_000}).items()},
    )
    with pytest.raises(BadArchive, match="inflates to more than 50,000"):
        read_file(format_, path, limits=ArchiveLimits(member_bytes=50_000))
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(BadArchive, match="cut short"):
        read_file(format_, path)
    for other in (b"<!DOCTYPE html><html></html>", b"", b"\x89PNG\r\n"):
        path.write_bytes(other)
        with pytest.raises(BadArchive, match="Expected"):
            read_file(format_, path)


@pytest.mark.parametrize("format_", FORMATS)
def test_an_archive_of_something_else_has_no_entries(format_: str, tmp_path: Path) -> None:
    try:
        claims, report = read_zip(format_, tmp_path, {"README.md": "x", "nested.zip": b"PK\x03\x04"})
    except BadArchive as error:
        assert error.code == "no_entries"  # noqa: PT017  # either way says so
    else:
        assert (claims, report.not_entries) == ([], 2)


def parse(format_: str, written: bytes) -> tuple[list[Any], Report]:
    """What the parser makes of one file in its place."""
    small = SMALL[format_]
    report = Report()
    files = {name: text.encode() if isinstance(text, str) else text for name, text in small.others.items()}
    return list(PARSERS[format_](InMemory(files | {small.at(1): written}), report)), report


PIECES = [
    b": ", b"- ", b"\n", b"\n  ", b"[", b"]", b"{", b"}", b"&a ", b"*a", b"<<: ", b"!!binary ", b"|\n ", b"'", b'"',
    b"#",
    b"---\n", b"null", b"1e9999", b"0x", b"2026-01-02", b"\xff", b"\x00", b"functions:", b"Commands:", b"platforms:",
    b"executors:", b"T1059",
]  # fmt: skip


@pytest.mark.parametrize("format_", FORMATS)
@settings(
    max_examples=200, deadline=5_000, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_mutated_file_gives_entries_or_bad_ones_and_never_worse(format_: str, data: st.DataObject) -> None:
    mutated = bytearray(SMALL[format_].written(1).encode())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(mutated)))
        length = data.draw(st.integers(0, 12))
        mutated[at : at + length] = data.draw(st.sampled_from(PIECES) | st.binary(max_size=8))
    claims, _ = parse(format_, bytes(mutated))
    assert all(one.key and one.item.name.strip() for one in claims)


WORDS = st.sampled_from(
    ["id", "name", "description", "technique", "attack_id", "technique_id", "platforms", "executors", "linux", "sh",
     "command", "code", "cleanup", "payloads", "requirements", "atomic_ordering", "Name", "Commands", "Command",
     "Usecase", "MitreID", "Tags", "Detection", "Resources", "Acknowledgement", "Created", "functions", "shell",
     "contexts", "sudo", "from", "alias", "comment", "list", "version"]
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS | st.integers() | st.none(), inner, max_size=6),
    max_leaves=25,
)


@pytest.mark.parametrize("format_", FORMATS)
@settings(max_examples=300, deadline=5_000)
@given(value=VALUES)
def test_any_values_in_any_place_give_entries_or_bad_ones(format_: str, value: Any) -> None:
    written = yaml.dump(value, Dumper=yaml.CSafeDumper, allow_unicode=True).encode()
    claims, report = parse(format_, written)
    assert all(one.key and one.item.name.strip() for one in claims)
    assert all(one.reason for one in report.problems)
