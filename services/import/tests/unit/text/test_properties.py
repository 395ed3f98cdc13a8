"""Whatever the bytes: a parser reports and goes on, in bounded time, and what it yields can be published."""

import random
import time

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from import_support.texts import SAMPLES, key_of, parse_bytes

from aegis_contracts.imported.rules import RuleItem
from aegis_contracts.imported.templates import TemplateItem

FORMATS = tuple(SAMPLES)
SECONDS = 5

PIECES = [
    b"[", b"]", b"{", b"}", b"&a ", b"*a", b"!x ", b"<<: *a", b"- ", b"? ", b": ", b"\n", b"\r\n", b"\t", b"  ",
    b"---\n", b"'", b'"', b'"""', b"'''", b"= ", b"#", b"|\n", b"yes", b"~", b"1e3", b"0777", b"2024-01-02", b"\x00",
    b"\xff", b"\xef\xbb\xbf", b"\\u0000", b"\\ud800", b"action: global\n", b"null", b"T1059",
    b"id: ", b"%TAG ! x\n", b"\xe2\x80\xa8", b"9" * 40,
]  # fmt: skip

mutations = st.lists(
    st.tuples(st.integers(0, 2**16), st.integers(0, 40), st.one_of(st.sampled_from(PIECES), st.binary(max_size=8))),
    min_size=1,
    max_size=8,
)


def check(format_: str, content: bytes, path: str | None) -> None:
    """Parses, and holds what must be so of any bytes."""
    began = time.process_time()
    claims, report = parse_bytes(format_, content, path=path)
    assert time.process_time() - began < SECONDS
    for claim in claims:
        assert claim.key
        assert isinstance(claim.item, RuleItem | TemplateItem)
        assert claim.item.name
        assert b"\\u0000" not in msgspec.json.encode(claim.item.name)
        assert msgspec.json.decode(msgspec.json.encode(claim.item), type=type(claim.item)) == claim.item
        assert claim.created is None or claim.created.tzinfo is not None
    for problem in report.problems:
        assert problem.reason.endswith(".")
        assert problem.path == (path or "upload")
        assert problem.line is None or 1 <= problem.line <= content.count(b"\n") + content.count(b"\r") + 10_000
    assert claims or report.problems or report.not_entries


@pytest.mark.parametrize("format_", FORMATS)
@given(content=st.binary(max_size=200))
@settings(deadline=None, max_examples=100)
def test_any_bytes(format_: str, content: bytes) -> None:
    check(format_, content, None)


@pytest.mark.parametrize("format_", FORMATS)
@given(content=st.text(max_size=200))
@settings(deadline=None, max_examples=100)
def test_any_text(format_: str, content: str) -> None:
    check(format_, content.encode("utf-8", "surrogatepass"), SAMPLES[format_].path.format(number=1))


@pytest.mark.parametrize("format_", FORMATS)
@given(changes=mutations)
@settings(deadline=None, max_examples=150)
def test_a_valid_file_changed_anywhere(format_: str, changes: list[tuple[int, int, bytes]]) -> None:
    path, text = SAMPLES[format_].at(1)
    content = text.encode()
    for at, gone, new in changes:
        place = at % (len(content) + 1)
        content = content[:place] + new + content[place + gone :]
    check(format_, content, path)


values = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.just("x\x00"), st.just("T1059"),
        st.just("2024-01-02"),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=8,
)  # fmt: skip
SIGMA = (
    "id title description status level author date modified tags logsource detection related references falsepositives "
    "license action correlation"
)
SPLUNK = "id name description search status type tags data_source date author references how_to_implement"
ATOMIC = (
    "auto_generated_guid name description supported_platforms executor input_arguments dependencies "
    "dependency_executor_name"
)
FIELDS = {"sigma": SIGMA.split(), "splunk": SPLUNK.split(), "atomic": ATOMIC.split()}


@pytest.mark.parametrize("format_", FIELDS)
@given(data=st.data())
@settings(deadline=None, max_examples=150)
def test_fields_of_any_kind(format_: str, data: st.DataObject) -> None:
    entry = data.draw(st.dictionaries(st.sampled_from(FIELDS[format_]), values))
    key, name = FIELDS[format_][0], FIELDS[format_][1]
    entry = {key: key_of(1), name: "Made up", **entry}
    whole = {"attack_technique": "T1059", "atomic_tests": [entry]} if format_ == "atomic" else entry
    # JSON is YAML, and YAML has infinity and texts that JSON would not write.
    content = msgspec.json.encode(whole).replace(b"\\u0000", b"\\0")
    check(format_, content, SAMPLES[format_].path.format(number=1))


def test_the_time_that_changed_files_take_is_bounded_in_all() -> None:
    chance = random.Random(4)
    began = time.process_time()
    for format_ in FORMATS:
        path, text = SAMPLES[format_].at(1)
        for _ in range(200):
            content = bytearray(text.encode())
            for _ in range(chance.randrange(1, 6)):
                content[chance.randrange(len(content))] = chance.randrange(256)
            check(format_, bytes(content), path)
    assert time.process_time() - began < 20
