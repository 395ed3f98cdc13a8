"""What the text sources share: dates, technique ids, bytes as text, documents, fields, TOML, links, bare files."""

import time
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aegis_import.adapters.archives.forms import BareForm, is_of
from aegis_import.adapters.text.bad_text import BadText
from aegis_import.adapters.text.dates import moment
from aegis_import.adapters.text.documents import split_documents
from aegis_import.adapters.text.fields import BadEntry, Fields
from aegis_import.adapters.text.links import github_link
from aegis_import.adapters.text.technique_ids import technique_id, technique_ids
from aegis_import.adapters.text.toml_text import decode_toml
from aegis_import.adapters.text.utf8 import decode_utf8
from aegis_import.adapters.text.yaml_text import decode_yaml


@pytest.mark.parametrize(
    "written, iso",
    [
        ("2024-01-02", "2024-01-02T00:00:00+00:00"),
        ("2024/01/02", "2024-01-02T00:00:00+00:00"),
        (" 2024-1-2\n", "2024-01-02T00:00:00+00:00"),
        ("2024-01-02T03:04:05Z", "2024-01-02T03:04:05+00:00"),
        ("2024-01-02t03:04:05.1z", "2024-01-02T03:04:05.100000+00:00"),
        ("2024-01-02T03:04:05.123456789012Z", "2024-01-02T03:04:05.123456+00:00"),
        ("2024-01-02 03:04:05", "2024-01-02T03:04:05+00:00"),
        ("2001-12-14t21:59:43.10-05:00", "2001-12-15T02:59:43.100000+00:00"),
        ("2001-12-14 21:59:43.10 -5", "2001-12-15T02:59:43.100000+00:00"),
        ("2024-01-02T03:04:05+0530", "2024-01-01T21:34:05+00:00"),
        ("2024/01/02 03:04:05", "2024-01-02T03:04:05+00:00"),
        ("01/13/2022", None),
        ("2024-02-30", None),
        ("2024-01/02", None),
        ("2024-13-01", None),
        ("0001-01-01T00:00:00+23:00", None),
        ("2024-01-02T25:00:00Z", None),
        ("2024-01-02T03:04:05+99:00", None),
        ("٢٠٢٤-٠١-٠٢", None),
        ("soon", None),
        ("", None),
        ("20240102", None),
    ],
)
def test_dates_as_upstreams_write_them(written: str, iso: str | None) -> None:
    found = moment(written)
    assert (found.isoformat() if found else None) == iso


def test_the_month_stands_first_in_mapping_files_only() -> None:
    assert str(moment("01/13/2022", month_first=True)) == "2022-01-13 00:00:00+00:00"
    assert moment("13/01/2022", month_first=True) is None
    assert str(moment("2022-01-13", month_first=True)) == "2022-01-13 00:00:00+00:00"


@given(st.text())
def test_any_text_is_a_date_or_none(written: str) -> None:
    found = moment(written, month_first=True)
    assert found is None or found.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "named, id_",
    [(" t1059.001\n", "T1059.001"), ("T1059", "T1059"), ("T105", None), ("T1059.1", None), ("T1059.0011", None),
     ("TA0001", None), ("T1059 T1060", None), ("T１０５９", None), (1059, None), (None, None), ("", None)],
)  # fmt: skip
def test_technique_ids_are_trimmed_capitals_or_none(named: Any, id_: str | None) -> None:
    assert technique_id(named) == id_


def test_technique_ids_keep_their_order_each_once() -> None:
    assert technique_ids(["t1003", "x", "T1002", "T1003", 5]) == (("T1003", "T1002"), ["x", 5])


def test_bytes_are_utf_8_without_mark_and_with_lf() -> None:
    assert decode_utf8("\ufeffa\r\nb\rc\td\xa0".encode()) == "a\nb\rc\td\xa0"
    for content, line in ((b"\xff\xfea\x00", 1), (b"a\nb\n\xe4", 3), (b"\xed\xa0\x80", 1), (b"a\xc3", 1)):
        with pytest.raises(BadText, match="not UTF-8") as refused:
            decode_utf8(content)
        assert refused.value.line == line
    with pytest.raises(BadText, match="takes 11 bytes, more than 10"):
        decode_utf8(b"a" * 11, longest=10)


@pytest.mark.parametrize(
    "text",
    ["a: 1\n", "---\na: 1\n---\nb: 2\n", "a: 1\n---\nb: |\n  ---\n  x\n---\n- c\n", "# why\n---\na: 1\n--- # b\nb: 1",
     "%YAML 1.1\n---\na: 1\n---\nb: 1\n", "---\t\na: 1\n---   \nb: 2\n...\n"],
)  # fmt: skip
def test_documents_are_told_apart_where_they_begin(text: str) -> None:
    documents = decode_yaml(text)
    assert [decode_yaml(part) for part in split_documents(text, len(documents))] == [[one] for one in documents]


def test_documents_are_told_apart_at_once_whatever_they_hold() -> None:
    for part in ("# ", "#\t", "% ", "#%", "--- ", "---\n#", " \n"):
        began = time.process_time()
        split_documents(part * 200_000 + "\na: 1\n---\nb: 1\n", 2)
        assert time.process_time() - began < 1


def test_documents_that_cannot_be_told_apart_have_the_whole_text() -> None:
    text = "--- {a: 1}\n--- {b: 2}\n"
    assert split_documents(text, 2) == [text, text]


def test_toml_is_read_with_dates_as_text_and_lines_of_faults() -> None:
    fields = Fields(decode_toml("a = 2024-01-02\nb = [2024-01-02T03:04:05Z, 04:05:06]\nc = 1.5\nd = true\n"))
    assert (fields.text("a"), fields.number("c"), fields.flag("d")) == ("2024-01-02", 1.5, True)
    assert fields.texts("b") == ("2024-01-02T03:04:05+00:00", "04:05:06")
    assert fields.left_out == []
    with pytest.raises(BadText, match=r"^duplicate key$") as refused:
        decode_toml("a = 1\n\na = 2")
    assert refused.value.line == 3


def test_links_are_to_the_branch_and_hold_any_path() -> None:
    assert github_link("o/n", "main", "a b/c#d?.yml") == "https://github.com/o/n/blob/main/a%20b/c%23d%3F.yml"


VALUE = {
    "text": "a\r\nb", "number": 5, "half": 0.5, "yes": True, "list": ["a", 1, None, [2], "x\x00"],
    "map": {"a": {"b": 1}, "c": 2}, "none": None, "blank": " ", "zero": "a\x00b",
    "date": "2024-01-02", "inf": float("inf"), "maps": [{"a": 1}, 2],
}  # fmt: skip


def test_fields_are_read_for_what_they_should_be() -> None:
    fields = Fields(VALUE)
    assert (fields.required("text"), fields.text("number"), fields.optional("half")) == ("a\nb", "5", "0.5")
    assert (fields.text("none"), fields.optional("absent"), fields.filled("blank")) == ("", None, None)
    assert (fields.texts("text"), fields.values("none"), fields.number("half")) == (("a\nb",), (), 0.5)
    assert (fields.flag("yes"), fields.flag("absent"), str(fields.moment("date"))) == (
        True, False, "2024-01-02 00:00:00+00:00",
    )  # fmt: skip
    assert fields.moment("blank") is None
    assert ("text" in fields, "none" in fields, "absent" in fields) == (True, False, False)
    assert fields.below("map").below("a").number("b") == 1
    assert fields.below("absent").text("x") == ""
    assert fields.left_out == []


@pytest.mark.parametrize(
    "read, empty, why",
    [
        (lambda f: f.text("yes"), "", ("yes", "it is true or false, not text")),
        (lambda f: f.optional("map"), None, ("map", "it is a mapping, not text")),
        (lambda f: f.optional("zero"), None, ("zero", "it is text with a zero byte, not text")),
        (lambda f: f.values("number"), (), ("number", "it is a number, not a list")),
        (lambda f: f.flag("text"), False, ("text", "it is text, neither true nor false")),
        (lambda f: f.number("text"), None, ("text", "it is text, not a number that counts")),
        (lambda f: f.number("yes"), None, ("yes", "it is true or false, not a number that counts")),
        (lambda f: f.number("inf"), None, ("inf", "it is a number, not a number that counts")),
        (lambda f: f.moment("text"), None, ("text", "'a\\nb' is no date")),
        (lambda f: f.below("list").items(), [], ("list", "it is a list, not a mapping")),
        (lambda f: f.below("map").text("a"), "", ("map.a", "it is a mapping, not text")),
        (lambda f: len(f.each("maps")), 1, ("maps", "one of it is a number, not a mapping")),
        (lambda f: len(f.named("map")), 1, ("map", "'c' is a number, not a mapping")),
    ],
)
def test_what_cannot_be_read_is_left_empty_and_noted(read: Any, empty: Any, why: tuple[str, str]) -> None:
    fields = Fields(VALUE)
    assert read(fields) == empty
    assert fields.left_out == [why]


def test_of_a_list_what_cannot_be_read_is_left_out() -> None:
    fields = Fields(VALUE)
    assert fields.texts("list") == ("a", "1")
    assert fields.left_out == [
        ("list", "one of it is a list, not text"), ("list", "one of it is text with a zero byte, not text"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["none", "absent", "blank", "zero", "map", "yes"])
def test_a_required_field_that_cannot_be_read_makes_a_bad_entry(name: str) -> None:
    with pytest.raises(BadEntry):
        Fields(VALUE).required(name)


@pytest.mark.parametrize(
    "head, forms",
    [
        (b'{"a": 1}', {"json", "yaml", "toml", "any"}),
        (b"[rule]\n", {"json", "yaml", "toml", "any"}),
        (b"\xef\xbb\xbf\n title: x", {"yaml", "toml", "any"}),
        ("ä".encode() * 600, {"yaml", "toml", "any"}),
        (b"<html>", {"any"}),
        (b" \n", {"any"}),
        (b"a\x00b", {"any"}),
        (b"a\xff", {"any"}),
        (b"\x7fELF", {"any"}),
    ],
)
def test_a_bare_file_is_told_by_its_first_bytes(head: bytes, forms: set[BareForm]) -> None:
    every: tuple[BareForm, ...] = ("json", "yaml", "toml", "any")
    assert {form for form in every if is_of(form, head[:1023])} == forms
