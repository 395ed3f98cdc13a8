"""sources.md, 'What any archive or file may do to you', for files that are YAML or TOML: in each case one bad file is
named with its reason, and all others come in."""

import struct
import time
from pathlib import Path

import pytest
from import_support.archives import zip_of
from import_support.texts import SAMPLES, key_of, parse_bytes, read_file, read_zip

from aegis_import.adapters.archives.limits import ArchiveLimits
from aegis_import.application.parsing import BadArchive, Got

YAML = ("atomic", "sigma", "splunk")
TOML = ("elastic",)
FORMATS = (*YAML, *TOML)

BAD_YAML = [
    pytest.param("a: [1, 2\n", "did not find expected", 2, id="truncated"),
    pytest.param("a: 1\nb: 2\na: 3\n", "names 'a' twice", 3, id="duplicate key"),
    pytest.param("a: 1\nb: !ruby/object:Gem {}\n", "tag '!ruby/object:Gem' is unknown", 2, id="unknown tag"),
    pytest.param("a: !!python/object/apply:os.system [id]\n", "is unknown", 1, id="dangerous tag"),
    pytest.param("a: &a [x, x]\n" + "".join(f"{n}: &{n} [{'*' + (str(n - 1) if n else 'a') + ', '}{('*' + (str(n - 1) if n else 'a') + ', ') * 9}]\n" for n in range(25)), "expand to more than", None, id="alias bomb"),  # noqa: E501
    pytest.param("a: &0 {x: 1}\n" + "".join(f"k{n}: &{n} {{<<: [{', '.join([f'*{n - 1}'] * 9)}], a{n}: 1}}\n" for n in range(1, 25)), "expand to more than", None, id="merge bomb"),  # noqa: E501
    pytest.param("a: &a [*a]\n", "stands in what it names", 1, id="alias of itself"),
    pytest.param("[" * 100_000, "nested deeper", 1, id="deep nesting"),
    pytest.param("- " * 100_000, "nested deeper", 1, id="deep nesting of blocks"),
    pytest.param(b"title: caf\xe9\n", "not UTF-8", 1, id="latin-1"),
    pytest.param("title: x\n".encode("utf-16"), "not UTF-8", 1, id="utf-16"),
    pytest.param("title: x\n".encode("utf-16-le"), "control characters", 1, id="utf-16 without a mark"),
    pytest.param("title: \x00\n", "control characters", 1, id="zero byte"),
    pytest.param("a" * 1_100_000, "more than 1,048,576", None, id="too large"),
    pytest.param("%TAG !a! tag:a\n" * 1_000 + "---\na: 1\n", "directives", None, id="many directives"),
    pytest.param("a: 1\n  b: 2\n", "not allowed", 2, id="indentation"),
]  # fmt: skip

BAD_TOML = [
    pytest.param("[rule\n", "line|expected|unclosed", 1, id="truncated"),
    pytest.param("a = 1\nb = 2\na = 3\n", "duplicate key", 3, id="duplicate key"),
    pytest.param("[a]\nx = 1\n[a]\ny = 1\n", "duplicate", 3, id="duplicate table"),
    pytest.param("a = " + "[" * 100_000, "recurse", 1, id="deep nesting"),
    pytest.param("a = " + "{b = " * 100_000, "recurse", 1, id="deep nesting of tables"),
    pytest.param(".".join("a" * 100_000) + " = 1", "recursion", None, id="deep key"),
    pytest.param("[" + ".".join("a" * 100_000) + "]", "recursion", None, id="deep table"),
    pytest.param(b'name = "caf\xe9"\n', "not UTF-8", 1, id="latin-1"),
    pytest.param("a = 1\n".encode("utf-16"), "not UTF-8", 1, id="utf-16"),
    pytest.param('a = "\x00"\n', "", 1, id="zero byte"),
    pytest.param("# " + "a" * 1_100_000, "more than 1,048,576", None, id="too large"),
    pytest.param("a = 2026-02-30\n", "date", 1, id="no date"),
    pytest.param("a = nul\n", "", 1, id="no value"),
]


def others(format_: str, bad: str | bytes, folder: Path) -> tuple[list[str], list[tuple[str, str, int | None, str]]]:
    """The keys that come in beside a bad file, and its problems."""
    sample = SAMPLES[format_]
    members: dict[str, str | bytes] = dict(sample.at(number) for number in (1, 2, 3))
    bad_path = sample.path.format(number=4)
    claims, report = read_zip(format_, folder, {**members, bad_path: bad})
    assert report.complete
    assert report.kept_paths == {bad_path}
    assert report.skipped == {sample.kind: 1}
    assert {problem.path for problem in report.problems} == {bad_path}
    return [one.key for one in claims], [(one.severity, one.code, one.line, one.reason) for one in report.problems]


def check(format_: str, bad: str | bytes, code: str, says: str, line: int | None, folder: Path) -> None:
    began = time.process_time()
    keys, problems = others(format_, bad, folder)
    assert time.process_time() - began < 5
    assert keys == [key_of(1), key_of(2), key_of(3)]
    ((severity, found, at, reason),) = problems
    assert (severity, found) == ("bad_entry", code)
    assert any(part in reason for part in says.split("|"))
    assert at == line or line is None


@pytest.mark.parametrize("format_", YAML)
@pytest.mark.parametrize("bad, says, line", BAD_YAML)
def test_a_bad_yaml_file_is_named_and_all_others_come_in(
    format_: str, bad: str | bytes, says: str, line: int | None, tmp_path: Path
) -> None:
    check(format_, bad, "bad_yaml", says, line, tmp_path)


@pytest.mark.parametrize("format_", TOML)
@pytest.mark.parametrize("bad, says, line", BAD_TOML)
def test_a_bad_toml_file_is_named_and_all_others_come_in(
    format_: str, bad: str | bytes, says: str, line: int | None, tmp_path: Path
) -> None:
    check(format_, bad, "bad_toml", says, line, tmp_path)


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("nothing", ["", "\n\n", "# nothing\n", "\ufeff"])
def test_a_file_that_holds_nothing_is_a_bad_entry(format_: str, nothing: str, tmp_path: Path) -> None:
    check(format_, nothing, "empty_file", "holds nothing", None, tmp_path)


@pytest.mark.parametrize("format_", YAML)
@pytest.mark.parametrize("other", ["just text", "- 1\n- 2\n", "404: Not Found", "<!DOCTYPE html><html></html>", "5"])
def test_a_file_that_holds_something_else_is_a_bad_entry(format_: str, other: str, tmp_path: Path) -> None:
    keys, problems = others(format_, other, tmp_path)
    assert len(keys) == 3
    assert [severity for severity, *_ in problems] == ["bad_entry"]


@pytest.mark.parametrize("format_", FORMATS)
def test_a_corrupt_member_is_named_and_the_read_is_not_complete(format_: str, tmp_path: Path) -> None:
    sample = SAMPLES[format_]
    path = zip_of(tmp_path / "a.zip", {"top/" + name: text for name, text in (sample.at(n) for n in (1, 2))})
    written = bytearray(path.read_bytes())
    struct.pack_into("<L", written, written.index(b"PK\x01\x02") + 16, 0xDEADBEEF)
    path.write_bytes(written)
    claims, report = read_file(format_, path)
    assert [one.key for one in claims] == [key_of(2)]
    assert [(one.severity, one.code) for one in report.problems] == [("bad_entry", "corrupt_member")]
    assert not report.complete


@pytest.mark.parametrize("format_", FORMATS)
def test_members_that_try_to_leave_the_archive_are_refused_and_named(format_: str, tmp_path: Path) -> None:
    path, text = SAMPLES[format_].at(1)
    members = {path: text, f"../{path}": text, f"/{path}": text, path.replace("/", "\\"): text}
    claims, report = read_zip(format_, tmp_path, members, top="")
    assert [one.key for one in claims] == [key_of(1)]
    assert [one.severity for one in report.problems] == ["refused"] * 3


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("top", ["", "any-name-at-all/", "sigma-0123abc/"])
def test_entries_are_found_with_a_top_folder_of_any_name_and_without(format_: str, top: str, tmp_path: Path) -> None:
    path, text = SAMPLES[format_].at(1)
    claims, report = read_zip(format_, tmp_path, {path: text, "README.md": "x", "src/x.yml": "a: ["}, top=top)
    assert [(one.key, one.path) for one in claims] == [(key_of(1), path)]
    assert (report.problems, report.not_entries) == ([], 2)


@pytest.mark.parametrize("format_", FORMATS)
def test_nested_archives_are_not_opened(format_: str, tmp_path: Path) -> None:
    path, text = SAMPLES[format_].at(1)
    inner = zip_of(tmp_path / "inner.zip", {path: text})
    claims, report = read_zip(format_, tmp_path, {"inner.zip": inner.read_bytes()})
    assert (claims, report.not_entries) == ([], 1)


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_beyond_the_archives_limit_fails_the_run(format_: str, tmp_path: Path) -> None:
    path, text = SAMPLES[format_].at(1)
    bomb = zip_of(tmp_path / "a.zip", {"top/" + path: text + " " * 1_000_000})
    with pytest.raises(BadArchive, match="inflates to more than"):
        read_file(format_, bomb, limits=ArchiveLimits(member_bytes=100_000))


# A file by itself.


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("mark", ["", "\ufeff", "\n\n"])
def test_a_bare_file_is_taken(format_: str, mark: str, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text(mark + SAMPLES[format_].at(1)[1])
    ((claim,), report) = read_file(format_, path, got=Got(name="made_up.yml"))
    assert (claim.key, claim.path, claim.url) == (key_of(1), "made_up.yml", None)
    assert report.problems == []


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize(
    "content, says",
    [
        (b"<!DOCTYPE html><html>Sign in", "something else .*beginning '<!DOCTYPE html>"),
        (b"\xef\xbb\xbf  <html>", "something else"),
        (b"<?xml version='1.0'?><rss/>", "something else"),
        (b"\x1f\x8b\x08\x00abc", "something else"),
        (b"Rar!\x1a\x07\x00", "something else"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "something else"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0", "git-lfs"),
        ("title: x".encode("utf-16"), "something else"),
        (b"", "an empty one"),
        (b"  \n", "something else"),
    ],
)
def test_anything_else_fails_saying_what_it_is(format_: str, content: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    form = "TOML" if format_ in TOML else "YAML"
    with pytest.raises(BadArchive, match=f"Expected a zip or {form} file, got .*{says}") as refused:
        read_file(format_, path, got=Got(status=200, content_type="text/html"))
    assert "HTTP status 200, content type 'text/html'" in str(refused.value)


PARTS = (
    "a: ", "- ", "[", "]", "{", ",", ":", "'", '"', "#", "&a ", "*a ", "!a ", "%", "\n", "---\n", "|\n", "? ", "a: 1\n",
    "- a: b\n", "[]", "{a: ", "1:", "\t", "\r", "&a a: *a\n", "<<: {}\n", "...",
)  # fmt: skip
TOML_TEXTS = (
    "".join(f"[a.b{n}]\nx = 1\n" for n in range(40_000)),
    "".join(f"k{n}.a.b.c = 1\n" for n in range(60_000)),
    *(
        "[[a]]\n" * 150_000,
        "a = [\n" * 150_000,
        "a.b = 1\n" * 100_000,
        "[" * 1_000_000,
        "#" * 1_000_000,
        "'" * 1_000_000,
    ),
)


@pytest.mark.parametrize("format_", YAML)
def test_a_large_text_of_any_letters_is_done_with_at_once(format_: str) -> None:
    path = SAMPLES[format_].path.format(number=1)
    for part in PARTS:
        began = time.process_time()
        parse_bytes(format_, (part * (1_000_000 // len(part))).encode(), path=path)
        assert time.process_time() - began < 5, part


@pytest.mark.parametrize("format_", TOML)
def test_a_large_toml_text_is_done_with_at_once(format_: str) -> None:
    path = SAMPLES[format_].path.format(number=1)
    for text in TOML_TEXTS:
        began = time.process_time()
        parse_bytes(format_, text.encode(), path=path)
        assert time.process_time() - began < 5, text[:20]
