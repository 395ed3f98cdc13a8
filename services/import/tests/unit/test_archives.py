"""sources.md, 'What any archive or file may do to you': a test for each class."""

import contextlib
import json
import random
import stat
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from import_support.archives import PATH, opened, parsed, zip_of
from import_support.stix import small, technique

from aegis_import.adapters.archives.limits import ArchiveLimits
from aegis_import.adapters.archives.opening import Got
from aegis_import.adapters.archives.selecting import read_all
from aegis_import.application.parsing import BadArchive, BadMember, Member
from aegis_import.application.report import Report

BUNDLE = json.dumps(small(technique(1), technique(2)))


def names(path: Path, **how: object) -> tuple[list[str], Report]:
    with opened(path, **how) as (archive, report):  # type: ignore[arg-type]  # passed through
        return [member.path for member in archive.members()], report


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "a/../../b.json", "/etc/passwd", "C:/windows/x", "c:x", "a\\..\\b", "\\\\host\\share", ".."],
)
def test_a_name_that_would_leave_the_archive_is_refused_and_named(tmp_path: Path, name: str) -> None:
    path = zip_of(tmp_path / "a.zip", {name: "{}", PATH: BUNDLE})
    found, report = names(path)
    assert found == [PATH]
    assert [(problem.severity, problem.code) for problem in report.problems] == [("refused", "refused_member")]
    assert parsed(path)[0]
    assert list(tmp_path.iterdir()) == [path]


def test_a_name_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    found, report = names(zip_of(tmp_path / "a.zip", {"a" * 1_025: "{}", "b": "{}"}))
    assert found == ["b"]
    assert "longer than 1024 bytes" in report.problems[0].reason


@pytest.mark.parametrize("mode, says", [(stat.S_IFLNK, "link"), (stat.S_IFIFO, "neither"), (stat.S_IFCHR, "neither")])
def test_links_and_special_members_are_never_read(tmp_path: Path, mode: int, says: str) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("top/enterprise-attack/enterprise-attack.json")
        info.create_system = 3
        info.external_attr = (mode | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    found, report = names(path)
    assert found == []
    assert says in report.problems[0].reason
    with pytest.raises(BadArchive, match="no ATT&CK bundle"):
        parsed(path)


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"x.json": "{}", "y.json": "{}"})
    written = bytearray(path.read_bytes())
    at = written.index(b"PK\x01\x02")
    written[at + 8] |= 0x1
    path.write_bytes(written)
    found, report = names(path)
    assert found == ["y.json"]
    assert "encrypted" in report.problems[0].reason


def test_what_is_really_inflated_is_limited_per_member_and_in_total(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"one": b"\x00" * 50_000, "two": b"\x00" * 50_000})
    for limits, says in (
        (ArchiveLimits(member_bytes=49_999), "one inflates to more than 49,999 bytes"),
        (ArchiveLimits(total_bytes=99_999), "The archive inflates to more than 99,999 bytes"),
    ):
        with opened(path, limits=limits) as (archive, _), pytest.raises(BadArchive, match=says):
            for member in archive.members():
                archive.read(member)
    with opened(path, limits=ArchiveLimits(member_bytes=50_000, total_bytes=100_000)) as (archive, _):
        assert [len(archive.read(member)) for member in archive.members()] == [50_000, 50_000]


def test_a_member_that_lies_about_its_size_is_not_believed(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"bomb": b"\x00" * 5_000_000})
    written = bytearray(path.read_bytes())
    struct.pack_into("<L", written, written.index(b"PK\x01\x02") + 24, 10)
    struct.pack_into("<L", written, 22, 10)
    path.write_bytes(written)
    with opened(path, limits=ArchiveLimits(member_bytes=1_000_000)) as (archive, _):
        (member,) = archive.members()
        with contextlib.suppress(BadMember, BadArchive):
            assert len(archive.read(member)) <= 10


def test_a_high_ratio_alone_is_no_fault(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {PATH: BUNDLE + " " * 5_000_000})
    assert len(parsed(path)[0]) == 3


def test_the_number_of_members_is_limited(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {f"{number}.json": "" for number in range(11)})
    with pytest.raises(BadArchive, match="more than 10 members"):
        names(path, limits=ArchiveLimits(members=10))
    with pytest.raises(BadArchive, match="directory is too large"):
        names(path, limits=ArchiveLimits(members=1, path_bytes=10))


def test_overlapping_members_are_bounded_by_what_they_inflate_to(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"one.json": b"\x00" * 100_000, "two.json": b"\x00" * 100_000})
    written = bytearray(path.read_bytes())
    second = written.index(b"PK\x01\x02", written.index(b"PK\x01\x02") + 4)
    struct.pack_into("<L", written, second + 42, 0)
    path.write_bytes(written)
    with opened(path, limits=ArchiveLimits(total_bytes=150_000)) as (archive, _):
        first, second_member = archive.members()
        assert len(archive.read(first)) == 100_000
        with pytest.raises((BadArchive, BadMember)):
            archive.read(second_member)


def test_nested_archives_are_never_opened(tmp_path: Path) -> None:
    inner = zip_of(tmp_path / "inner.zip", {PATH: BUNDLE})
    path = zip_of(tmp_path / "a.zip", {"top/inner.zip": inner.read_bytes()})
    with pytest.raises(BadArchive, match="no ATT&CK bundle"):
        parsed(path)
    path = zip_of(tmp_path / "b.zip", {"top/inner.zip": inner.read_bytes(), PATH: BUNDLE})
    claims, report = parsed(path)
    assert (len(claims), report.problems) == (3, [])
    assert report.not_entries == 1


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_archive_fails(tmp_path: Path, kept: float) -> None:
    path = zip_of(tmp_path / "a.zip", {PATH: BUNDLE, "other": "x" * 500})
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept)])
    with pytest.raises(BadArchive, match="cut short"):
        parsed(path)


def test_a_truncated_json_file_fails(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(BUNDLE[: len(BUNDLE) // 2])
    with pytest.raises(BadArchive, match="truncated"):
        parsed(path)


def test_a_corrupt_member_is_a_bad_entry_and_the_read_is_not_complete(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"x.json": "x" * 1_000, "y.json": "y" * 1_000})
    written = bytearray(path.read_bytes())
    struct.pack_into("<L", written, written.index(b"PK\x01\x02") + 16, 0xDEADBEEF)
    path.write_bytes(written)
    with opened(path) as (archive, report):
        selected = [type("One", (), {"path": m.path, "member": m})() for m in archive.members()]
        assert [name for name, _ in read_all(archive, selected, report)] == ["y.json"]
        assert [(p.severity, p.code, p.path) for p in report.problems] == [("bad_entry", "corrupt_member", "x.json")]
        assert not report.complete


def test_a_corrupt_stream_is_a_bad_member(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"x.json": bytes(range(256)) * 40})
    written = bytearray(path.read_bytes())
    written[40:60] = b"\xff" * 20
    path.write_bytes(written)
    with opened(path) as (archive, _), pytest.raises(BadMember, match="cannot be inflated"):
        archive.read(archive.members()[0])


@pytest.mark.parametrize(
    "content, says",
    [
        (b"<!DOCTYPE html><html>Sign in", r"beginning '<!DOCTYPE html><html>Sign in'"),
        (b"\x1f\x8b\x08\x00abc", "got something else"),
        (b"Rar!\x1a\x07\x00", "got something else"),
        (b"version https://git-lfs.github.com/spec/v1", "git-lfs"),
        ('{"type": "bundle"}'.encode("utf-16"), "got something else"),
        (b"", "got an empty one"),
        (b"   \n", "got something else"),
    ],
)
def test_anything_else_fails_saying_what_it_is(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(BadArchive, match=says) as refused:
        names(path, got=Got(status=200, content_type="text/html; charset=utf-8"))
    assert "HTTP status 200, content type 'text/html; charset=utf-8'" in str(refused.value)


def test_an_empty_archive_and_one_without_entries_fail(tmp_path: Path) -> None:
    with pytest.raises(BadArchive, match="empty"):
        parsed(zip_of(tmp_path / "a.zip", {}))
    with pytest.raises(BadArchive, match="no ATT&CK bundle"):
        parsed(zip_of(tmp_path / "b.zip", {"top/README.md": "hello", "top/folder/": ""}))


def test_of_two_members_with_one_name_the_last_is_read_with_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(PATH, "{}")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr(PATH, BUNDLE)
    claims, report = parsed(path)
    assert len(claims) == 3
    assert [problem.code for problem in report.problems] == ["repeated_member"]


def test_an_unknown_compression_is_a_bad_member(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"x.json": "x" * 100})
    written = bytearray(path.read_bytes())
    struct.pack_into("<H", written, written.index(b"PK\x01\x02") + 10, 97)
    path.write_bytes(written)
    with opened(path) as (archive, _), pytest.raises(BadMember):
        archive.read(archive.members()[0])


def test_a_lying_64_bit_directory_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"x": "x"})
    written = path.read_bytes()
    end = written.rindex(b"PK\x05\x06")
    end64 = struct.pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, 1 << 40, 0)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    last = bytearray(written[end:])
    struct.pack_into("<L", last, 12, 0xFFFFFFFF)
    path.write_bytes(written[:end] + end64 + locator + bytes(last))
    with pytest.raises(BadArchive, match="larger than the file"):
        names(path)


def test_time_is_limited(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"x": b"\x00" * 10_000_000})
    with (
        opened(path, limits=ArchiveLimits(seconds=0)) as (archive, _),
        pytest.raises(BadArchive, match="longer than the limit"),
    ):
        archive.read(archive.members()[0])


def test_a_bare_file_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(BUNDLE)
    with pytest.raises(BadArchive, match="larger than 10 bytes"):
        parsed(path, limits=ArchiveLimits(member_bytes=10))


@settings(max_examples=300, deadline=None)
@given(seed=st.integers(0, 2**32), count=st.integers(1, 12))
def test_a_damaged_archive_never_does_worse_than_be_refused(
    tmp_path_factory: pytest.TempPathFactory, seed: int, count: int
) -> None:
    path = tmp_path_factory.mktemp("damaged") / "a.zip"
    zip_of(path, {PATH: BUNDLE, "other/b.json": "x" * 300, "c": ""}, comment=b"a" * 40)
    written = bytearray(path.read_bytes())
    chance = random.Random(seed)
    for _ in range(count):
        written[chance.randrange(len(written))] = chance.randrange(256)
    path.write_bytes(written)
    try:
        with opened(path) as (archive, _):
            for member in archive.members():
                try:
                    archive.read(member)
                except BadMember:
                    continue
    except BadArchive:
        pass


def test_checksums_are_of_the_content(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"x": b"hello"})
    with opened(path) as (archive, _):
        assert zlib.crc32(archive.read(Member("x", 5))) == zlib.crc32(b"hello")
