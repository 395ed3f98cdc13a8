"""Spreadsheets from strangers: told from archives, read within bounds, no document type, no entity."""

import io
import struct
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from import_support.archives import opened, zip_of
from import_support.structured import CIS_HEADER, cis_row, codes, column_name, read_as, workbook

from aegis_import.adapters.archives.limits import ArchiveLimits
from aegis_import.adapters.spreadsheets import xml_events
from aegis_import.adapters.spreadsheets.rows import Row, SheetRows
from aegis_import.adapters.spreadsheets.strings import SharedStrings
from aegis_import.adapters.spreadsheets.xml_events import BadSpreadsheet, read_part
from aegis_import.application.claims import ParsedClaim
from aegis_import.application.parsing import BadArchive
from aegis_import.application.report import Report

ROWS = [CIS_HEADER, cis_row(1, 1.1, "T1059")]
SHEET = "xl/worksheets/sheet6.xml"
STRINGS = "xl/sharedStrings.xml"
BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


def bare(tmp_path: Path, content: bytes | None = None, **replace: Any) -> Path:
    path = tmp_path / "upload.xlsx"
    path.write_bytes(
        content or workbook(ROWS, replace={name.replace("__", "/"): part for name, part in replace.items()})
    )
    return path


def with_part(tmp_path: Path, part: str, content: Any) -> Path:
    return bare(tmp_path, workbook(ROWS, replace={part: content}))


def read(path: Path, **how: Any) -> tuple[list[ParsedClaim], Report]:
    return read_as("cis-v8", path, **how)


def rows_of(
    xml: str, strings: list[str] | None = None, columns: int = 18
) -> tuple[dict[int, Row], list[tuple[str, str]]]:
    found: dict[int, Row] = {}
    bad: list[tuple[str, str]] = []
    handler = SheetRows(
        strings, columns=columns, take=found.__setitem__, bad=lambda cell, reason: bad.append((cell, reason))
    )
    read_part("sheet", f"<sheetData>{xml}</sheetData>".encode(), handler)
    return found, bad


def test_a_spreadsheet_is_one_file_and_its_parts_are_no_members(tmp_path: Path) -> None:
    path = bare(tmp_path)
    with opened(path) as (archive, report):
        assert archive.bare
        (member,) = archive.members()
        assert archive.read(member) == path.read_bytes()
        with archive.package(member) as parts:
            assert SHEET in {part.path for part in parts.members()}
        assert report.problems == []


def test_an_archive_with_a_spreadsheet_in_it_is_an_archive(tmp_path: Path) -> None:
    with opened(zip_of(tmp_path / "a.zip", {"top/a.xlsx": workbook(ROWS), "xl/workbook.xml": "x"})) as (archive, _):
        assert not archive.bare


def test_nothing_but_what_a_parser_asks_for_is_opened_in_an_archive(tmp_path: Path) -> None:
    nested = zip_of(tmp_path / "inner.zip", {"top/a.xlsx": workbook(ROWS)}).read_bytes()
    with pytest.raises(BadArchive, match="no spreadsheet"):
        read(zip_of(tmp_path / "a.zip", {"top/inner.zip": nested}))


def test_texts_come_shared_in_line_or_as_results_of_formulas() -> None:
    found, bad = rows_of(
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><r><t>in </t></r><t>line</t></is></c>'
        '<c r="C1" t="str"><f>A1</f><v>_x0041_b</v></c><c r="D1"><v>3.1000000000000001</v></c><c r="E1"><v>7.0</v></c>'
        '<c r="F1" t="b"><v>1</v></c><c r="G1" t="e"><v>#N/A</v></c><c r="H1" t="s"><v>9</v></c>'
        '<c r="I1" t="s"/></row>',
        ["first"],
    )
    assert found == {1: {0: "first", 1: "in line", 2: "Ab", 3: "3.1", 4: "7", 5: "1"}}
    assert bad == [("row 1, column 7", "it holds the error '#N/A'"), ("row 1, column 8", "there is no shared text '9'")]


def test_cells_and_rows_without_references_follow_one_another() -> None:
    found, _ = rows_of("<row><c><v>1</v></c><c><v>2</v></c></row><row/><row r='7'><c r='C7'><v>3</v></c></row>")
    assert found == {1: {0: "1", 1: "2"}, 7: {2: "3"}}


@pytest.mark.parametrize(
    "written, shown",
    [("1e3", "1000"), ("-0.5", "-0.5"), ("1e400", "1e400"), ("NaN", "NaN"), ("x", "x"), ("1E+20", "1e+20")],
)
def test_numbers_are_text_as_people_see_them(written: str, shown: str) -> None:
    assert rows_of(f"<row><c><v>{written}</v></c></row>")[0] == {1: {0: shown}}


@pytest.mark.parametrize("column, name", [(0, "A"), (25, "Z"), (26, "AA"), (16_367, "XEN")])
def test_columns_have_letters_and_those_too_far_right_are_left_out(column: int, name: str) -> None:
    assert column_name(column) == name
    found, _ = rows_of(f'<row r="1"><c r="{name}1"><v>1</v></c></row>', columns=18)
    assert found == ({1: {column: "1"}} if column < 18 else {})


def test_a_rich_text_is_joined_and_phonetic_hints_are_left_out() -> None:
    strings = SharedStrings()
    read_part(
        "s", b"<sst><si><r><t>a</t></r><r><t> b</t></r><rPh><t>x</t></rPh></si><si/><si><t>c</t></si></sst>", strings
    )
    assert strings.texts == ["a b", "", "c"]


# What a spreadsheet may do to you.


@pytest.mark.parametrize("part", [SHEET, STRINGS, "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
@pytest.mark.parametrize(
    "declared",
    [BOMB, '<!DOCTYPE x SYSTEM "file:///etc/passwd">', '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1/x">%p;]>'],
)
def test_a_document_type_is_refused_in_every_part(tmp_path: Path, part: str, declared: str) -> None:
    with pytest.raises(BadArchive, match="declares a document type"):
        read(with_part(tmp_path, part, f"{declared}<x>&c;</x>"))


def test_an_entity_that_nobody_declared_is_not_well_formed(tmp_path: Path) -> None:
    with pytest.raises(BadArchive, match="not well-formed"):
        read(with_part(tmp_path, STRINGS, "<sst><si><t>&c;</t></si></sst>"))


@pytest.mark.parametrize(
    "content, says",
    [
        ("", "not well-formed"),
        ("<html>", "not well-formed"),
        ("not XML", "not well-formed"),
        (b"<x>\xff\xfe</x>", "not well-formed"),
        ('<?xml version="1.0" encoding="x-none"?><x/>', "not well-formed|cannot be decoded"),
        ("<x>" * 200 + "</x>" * 200, "nested deeper than 100"),
        ("<x>" * 100_000, "nested deeper than 100"),
        (None, "has no part"),
    ],
)
def test_a_part_that_cannot_be_read_fails_the_run_with_a_reason(tmp_path: Path, content: Any, says: str) -> None:
    with pytest.raises(BadArchive, match=says):
        read(with_part(tmp_path, SHEET, content))


@pytest.mark.parametrize("part", ["xl/_rels/workbook.xml.rels", STRINGS])
def test_a_workbook_that_lacks_a_part_it_needs_fails_the_run(tmp_path: Path, part: str) -> None:
    with pytest.raises(BadArchive, match="has no part"):
        read(with_part(tmp_path, part, None))


def test_a_part_that_is_larger_than_the_bound_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(xml_events, "LARGEST", 1_000_000)
    with pytest.raises(BadArchive, match="larger than 1,000,000 bytes"):
        read(with_part(tmp_path, STRINGS, "<sst><si><t>" + "a" * 1_000_001 + "</t></si></sst>"))


def test_what_is_inflated_is_limited_together_with_the_archive_around_it(tmp_path: Path) -> None:
    inner = workbook(ROWS, replace={STRINGS: b"<sst>" + b" " * 3_000_000 + b"</sst>"})
    path = zip_of(tmp_path / "a.zip", {"top/a.xlsx": inner})
    with pytest.raises(BadArchive, match="inflates to more than 2,000,000 bytes"):
        read(path, limits=ArchiveLimits(total_bytes=2_000_000))
    with pytest.raises(BadArchive, match="inflates to more than 2,000,000 bytes"):
        read(path, limits=ArchiveLimits(member_bytes=2_000_000))
    with pytest.raises(BadArchive, match="inflates to more than 2,000,000 bytes"):
        read(bare(tmp_path, inner), limits=ArchiveLimits(total_bytes=2_000_000))


def test_more_elements_or_rows_than_the_bound_are_refused_within_seconds(tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(BadArchive, match="more than 1,000,000 elements"):
        read(with_part(tmp_path, SHEET, b"<sheetData><row>" + b"<c/>" * 3_000_000))
    with pytest.raises(BadArchive, match="more than 200,000 rows"):
        read(with_part(tmp_path, SHEET, b"<sheetData>" + b"<row/>" * 250_000))
    with pytest.raises(BadArchive, match="more than 200,000 rows"):
        read(with_part(tmp_path, SHEET, '<sheetData><row r="200001"><c><v>1</v></c></row></sheetData>'))
    assert time.monotonic() - began < 10


def test_cells_that_all_name_one_long_text_take_no_room_of_their_own(tmp_path: Path) -> None:
    title = CIS_HEADER.index("Title")
    rows = [list(cis_row(1, 1.1, "T1059")) for _ in range(2_000)]
    for row in rows:
        row[title] = "a" * 100_000
    claims, report = read(bare(tmp_path, workbook([CIS_HEADER, *rows])))
    assert (len(claims), report.measures["rows"]) == (2, 2_000)


def test_a_corrupt_part_fails_the_run(tmp_path: Path) -> None:
    content = bytearray(workbook(ROWS))
    at = 0
    while (at := content.find(b"PK\x01\x02", at + 1)) > 0:
        struct.pack_into("<L", content, at + 16, 0xDEADBEEF)
    with pytest.raises(BadArchive, match="cannot be inflated"):
        read(bare(tmp_path, bytes(content)))


def test_refused_members_of_a_spreadsheet_are_named_once(tmp_path: Path) -> None:
    claims, report = read(bare(tmp_path, workbook(ROWS, replace={"../../etc/passwd": "x"})))
    assert len(claims) == 2
    assert codes(report) == [("refused", "refused_member")]


def test_a_sheets_target_that_leaves_the_package_is_not_there(tmp_path: Path) -> None:
    part = "xl/_rels/workbook.xml.rels"
    with zipfile.ZipFile(io.BytesIO(workbook(ROWS))) as made:
        written = made.read(part).decode()
    for target in ("../../../etc/passwd", "/etc/passwd", "http://127.0.0.1/x"):
        with pytest.raises(BadArchive, match="has no part"):
            read(with_part(tmp_path, part, written.replace("worksheets/sheet6.xml", target)))
    external = written.replace('Target="worksheets', 'TargetMode="External" Target="worksheets')
    with pytest.raises(BadArchive, match="has no sheet"):
        read(with_part(tmp_path, part, external))


def test_a_cell_with_an_error_is_left_empty_with_a_warning(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook(ROWS))) as made:
        written = made.read(SHEET).decode()
    odd = written.replace("</row></sheetData>", '<c r="F2" t="e"><v>#REF!</v></c></row></sheetData>')
    claims, report = read(with_part(tmp_path, SHEET, odd))
    assert len(claims) == 2
    assert codes(report) == [("warning", "bad_cell")]


def test_a_handlers_stop_names_the_part() -> None:
    class Stop(SharedStrings):
        def text(self, text: str) -> None:
            raise BadSpreadsheet("stops")

    with pytest.raises(BadSpreadsheet, match="the-part stops"):
        read_part("the-part", b"<sst>x</sst>", Stop())
