"""Whatever is in a file: entries, or problems that name what is wrong, or `BadArchive`. Never anything else."""

import copy
import io
import json
import random
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from import_support.data import upstream
from import_support.structured import CIS_HEADER, archive_of, cis_row, read_as, workbook

from aegis_import.application.claims import ParsedClaim
from aegis_import.application.parsing import BadArchive
from aegis_import.application.report import Report

TECHNIQUES = ("T1059", "T1059.001", "S0002", "", " t1055 ")
FULL = "api/ontology/inference/d3fend-full-mappings.json"
OSCAL = "NIST_SP-800-53_rev5_{}.json"
MAPPED = "mappings/nist_800_53/attack-16.1/nist_800_53-rev5/enterprise/x.json"


def d3fend() -> dict[str, Any]:
    below = {"@id": "d3f:B", "d3f:d3fend-id": "D3-B", "rdfs:label": "b", "d3f:definition": ["x", {"@value": "y"}]}
    above = {"@id": "d3f:A", "d3f:d3fend-id": "D3-A", "rdfs:label": "a", "children": [below]}
    rows = [{"def_tech": {"value": "x#B"}, "off_tech_id": {"value": technique}} for technique in TECHNIQUES]
    return {
        "api/matrix.json": [{"@id": "d3f:Detect", "rdfs:label": "Detect", "children": [above]}],
        FULL: {"results": {"bindings": rows}},
        "api/version.json": {"version": "1"},
    }


def nist() -> dict[str, Any]:
    parts = [{"name": "statement", "prose": "{{ insert: param, p }}", "parts": [{"name": "item", "prose": "x"}]}]
    params = [{"id": "p", "select": {"how-many": "one-or-more", "choice": ["{{ insert: param, p }}", "b"]}}]
    below = {"id": "ac-2.1", "title": "e", "links": [{"rel": "moved-to", "href": "#ac-3"}]}
    control = {"id": "ac-2", "title": "t", "params": params, "parts": parts, "controls": [below]}
    control["props"] = [{"name": "label", "value": "AC-2"}, {"name": "status", "value": "withdrawn"}]
    metadata = {"title": "Revision 5", "version": "5", "last-modified": "2021-06-08T13:57:33Z"}
    group = {"title": "Access Control", "controls": [control]}
    return {
        OSCAL.format("catalog"): {"catalog": {"metadata": metadata, "groups": [group]}},
        OSCAL.format("LOW-baseline_profile"): {
            "profile": {"imports": [{"include-controls": [{"with-ids": ["ac-2", "ac-9"]}]}]}
        },
    }


def mappings() -> dict[str, Any]:
    rows = [
        {"capability_id": "AC-02", "attack_object_id": technique, "mapping_type": "mitigates", "status": "complete",
         "capability_description": "d", "capability_group": "AC", "references": ["r"], "comments": "c"}
        for technique in TECHNIQUES
    ]  # fmt: skip
    metadata = {
        "mapping_framework": "nist_800_53", "mapping_framework_version": "rev5", "attack_version": "16.1",
        "creation_date": "01/13/2022", "capability_groups": {"AC": "Access Control"},
    }  # fmt: skip
    return {MAPPED: {"metadata": metadata, "mapping_objects": [*rows, {"status": "non_mappable"}]}}


def misp() -> dict[str, Any]:
    meta = {"synonyms": ["x"], "country": "CN", "motive": "m", "cfr-type-of-incident": ["t"], "refs": ["r"]}
    related = [{"dest-uuid": str(UUID(int=9)), "type": "similar"}]
    values = [{"uuid": str(UUID(int=n)), "value": f"a{n}", "meta": meta, "related": related} for n in (1, 2)]
    return {"clusters/threat-actor.json": {"type": "threat-actor", "version": 1, "values": values}}


MADE: dict[str, Callable[[], dict[str, Any]]] = {
    "d3fend": d3fend, "nist-800-53": nist, "nist-800-53-mappings": mappings, "misp-galaxy": misp,
}  # fmt: skip

scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20), st.sampled_from(["T1059", "ac-2", "D3-A", "\ud7ff", "a\r\nb", "0" * 300, "{{ param, p }}"]),
)  # fmt: skip
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
cells = st.none() | st.floats() | st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=8)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a value."""
    found = [path] if path else []
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in pairs:
        found += places(below, (*path, key))
    return found


def put(value: Any, path: tuple[Any, ...], new: Any) -> None:
    for step in path[:-1]:
        value = value[step]
    value[path[-1]] = new


def tried(format_: str, path: Path) -> None:
    """Reads it; entries are what they say, and a bad entry or file is told of. No entries at all fail the read."""
    with suppress(BadArchive):
        look_at(*read_as(format_, path))


def look_at(claims: list[ParsedClaim], report: Report) -> None:
    for claim in claims:
        assert claim.key
        assert claim.kind in {"defence", "framework", "control", "actor_profile"}
    assert all(problem.reason for problem in report.problems)


@pytest.mark.parametrize("format_", sorted(MADE))
@settings(max_examples=75, deadline=None)
@given(data=st.data())
def test_any_value_anywhere_is_an_entry_a_problem_or_a_bad_archive(
    tmp_path_factory: pytest.TempPathFactory, format_: str, data: st.DataObject
) -> None:
    made = copy.deepcopy(MADE[format_]())
    for _ in range(data.draw(st.integers(1, 3))):
        # Places are looked up anew: an earlier change may have taken some away.
        all_places = [path for path in places(made) if len(path) > 1]
        if all_places:
            put(made, data.draw(st.sampled_from(all_places)), data.draw(values))
    tried(format_, archive_of(tmp_path_factory.mktemp("any") / "a.zip", made))


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Some bytes changed, taken out, or put in twice."""
    written = bytearray(content)
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(written) or 1)
        kind = chance.randrange(4)
        if kind == 0 and written:
            written[at] = chance.randrange(256)
        elif kind == 1:
            del written[at : at + chance.randrange(1, 40)]
        elif kind == 2:
            written[at:at] = written[at : at + chance.randrange(1, 40)]
        else:
            written[at:at] = chance.choice([b'"', b"{", b"[", b"]", b"\\", b"\xff", b"\x00", b"NaN", b"<", b"&x;"])
    return bytes(written)


@pytest.mark.parametrize("format_", sorted(MADE))
@settings(max_examples=75, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_damaged_json_is_an_entry_a_problem_or_a_bad_archive(
    tmp_path_factory: pytest.TempPathFactory, format_: str, seed: int
) -> None:
    chance = random.Random(seed)
    made = {name: json.dumps(content).encode() for name, content in MADE[format_]().items()}
    name = chance.choice(sorted(made))
    made[name] = damaged(made[name], chance)
    tried(format_, archive_of(tmp_path_factory.mktemp("damaged") / "a.zip", made))


def parts() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(workbook([CIS_HEADER, cis_row(1, 1.1, "T1059"), cis_row(1, "1.10")]))) as made:
        return {name: made.read(name) for name in made.namelist()}


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_damaged_spreadsheet_is_entries_a_problem_or_a_bad_archive(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    chance = random.Random(seed)
    found = parts()
    name = chance.choice(sorted(found))
    content = workbook([], replace=found | {name: damaged(found[name], chance)})
    if chance.randrange(4) == 0:
        content = damaged(content, chance)
    path = tmp_path_factory.mktemp("sheet") / "a.xlsx"
    path.write_bytes(content)
    tried("cis-v8", path)


@settings(max_examples=100, deadline=None)
@given(rows=st.lists(st.lists(cells, max_size=20), max_size=5), shared=st.booleans())
def test_any_cells_are_entries_problems_or_a_bad_archive(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[Any]], shared: bool
) -> None:
    path = tmp_path_factory.mktemp("cells") / "a.xlsx"
    path.write_bytes(workbook([CIS_HEADER, cis_row(1, 1.1, "T1059"), *rows], shared=shared))
    tried("cis-v8", path)


BARE: dict[str, tuple[str, str]] = {
    "d3fend": ("api/matrix.json", '[{"children": [%s]}]'),
    "nist-800-53": (OSCAL.format("catalog"), '{"catalog": {"groups": [{"controls": [%s]}]}}'),
    "nist-800-53-mappings": (
        MAPPED,
        json.dumps({"metadata": mappings()[MAPPED]["metadata"], "mapping_objects": ["%s"]}).replace('"%s"', "%s"),
    ),
    "misp-galaxy": ("clusters/threat-actor.json", '{"type": "threat-actor", "values": [%s]}'),
}


@pytest.mark.parametrize("format_", sorted(BARE))
@pytest.mark.parametrize("part", ["{}", "7", '{"id": "x", "uuid": 1}'])
def test_a_file_of_countless_parts_is_refused_within_seconds(tmp_path: Path, format_: str, part: str) -> None:
    name, frame = BARE[format_]
    path = archive_of(tmp_path / "a.zip", MADE[format_]() | {name: frame % ",".join([part] * 1_000_000)})
    began = time.monotonic()
    with pytest.raises(BadArchive, match=r"holds more than [\d,]+ entries or rows"):
        read_as(format_, path)
    assert time.monotonic() - began < 10


def test_a_mapping_of_countless_rows_is_refused_within_seconds(tmp_path: Path) -> None:
    rows = f'{{"results": {{"bindings": [{",".join(["{}"] * 1_000_000)}]}}}}'
    with pytest.raises(BadArchive, match=r"holds more than [\d,]+ entries or rows"):
        read_as("d3fend", archive_of(tmp_path / "a.zip", d3fend() | {FULL: rows}))


OWN = {
    "d3fend": "d3fend-gh-pages.zip",
    "nist-800-53": "oscal-content-main.zip",
    "nist-800-53-mappings": "mappings-explorer-main.zip",
    "cis-v8": "cis-controls-v8-attack-mapping.zip",
    "misp-galaxy": "misp-galaxy-main.zip",
}


@pytest.mark.data
@pytest.mark.parametrize("format_", sorted(OWN))
@pytest.mark.parametrize("archive", [*sorted(OWN.values()), "attack-control-framework-mappings-main.zip"])
def test_another_sources_archive_is_refused_with_a_reason(format_: str, archive: str) -> None:
    if archive == OWN[format_]:
        assert read_as(format_, upstream(archive))[0]
    else:
        with pytest.raises(BadArchive, match=r"holds no|no sheet"):
            read_as(format_, upstream(archive))
