"""Any tampering with the trail is found, and the first broken row is named."""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aegis_kernel.audit import AuditEntry
from aegis_reporting.domain.canonical import canonical
from aegis_reporting.domain.trail import GENESIS, Break, TrailRow, Walk, canonical_row, head_statement, sealed

AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUE = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT

ENTRIES = st.builds(
    AuditEntry,
    id=TEXT,
    at=st.datetimes(timezones=st.just(UTC)),
    service=TEXT,
    action=TEXT,
    outcome=st.sampled_from(["done", "denied", "failed"]),
    object_type=TEXT,
    object_id=TEXT,
    actor_id=st.none() | TEXT,
    actor_name=st.none() | TEXT,
    token_id=st.none() | TEXT,
    address=st.none() | TEXT,
    correlation_id=st.none() | TEXT,
    changed=st.dictionaries(TEXT, st.lists(VALUE, min_size=2, max_size=2), max_size=2),
    reason=st.none() | TEXT,
)
TEXT_FIELDS = (
    "id", "service", "action", "outcome", "object_type", "object_id", "actor_id", "actor_name", "token_id", "address",
    "correlation_id", "changed", "reason",
)  # fmt: skip


def entry(number: int, **given: Any) -> AuditEntry:
    values = {
        "id": f"entry-{number}",
        "at": AT + timedelta(seconds=number),
        "service": "testing-workflow",
        "action": "tests.submit",
        "outcome": "done",
        "object_type": "aegis.testing.tests",
        "object_id": "t-1",
    }
    return AuditEntry(**values | given)


def chain(entries: list[AuditEntry]) -> list[TrailRow]:
    rows: list[TrailRow] = []
    previous = GENESIS
    for sequence, one in enumerate(entries, 1):
        rows.append(sealed(one, sequence=sequence, previous_hash=previous))
        previous = rows[-1].hash
    return rows


def first_break(rows: list[TrailRow], head: TrailRow) -> Break | None:
    walk = Walk()
    for row in rows:
        if found := walk.step(row):
            return found
    return walk.end(head_sequence=head.sequence, head_hash=head.hash)


def test_a_rows_hash_is_that_of_the_previous_hash_and_its_canonical_json() -> None:
    first, second = chain([entry(1), entry(2, changed={"state": ["draft", "started"]}, reason="why")])
    assert first.hash == sha256(bytes(32) + canonical_row(first)).digest()
    assert second.hash == sha256(first.hash + canonical_row(second)).digest()


@given(ENTRIES)
def test_a_rows_canonical_json_is_what_rfc_8785_makes_of_its_fields(given_entry: AuditEntry) -> None:
    (row,) = chain([given_entry])
    read = json.loads(canonical_row(row))
    assert read["changed"] == json.loads(row.changed)
    assert set(read) == set(TrailRow.__struct_fields__) - {"hash", "previous_hash"}
    assert canonical(read).encode() == canonical_row(row)


@given(st.lists(ENTRIES, max_size=6))
def test_what_was_written_holds(entries: list[AuditEntry]) -> None:
    rows = chain(entries)
    walk = Walk()
    assert [walk.step(row) for row in rows] == [None] * len(rows)
    assert walk.sequence == len(rows)


@given(st.lists(ENTRIES, min_size=1, max_size=6), st.data())
def test_a_changed_field_is_found_at_its_row(entries: list[AuditEntry], data: st.DataObject) -> None:
    rows = chain(entries)
    index = data.draw(st.integers(0, len(rows) - 1))
    name = data.draw(st.sampled_from(TEXT_FIELDS))
    old = getattr(rows[index], name)
    rows[index] = msgspec.structs.replace(rows[index], **{name: data.draw(TEXT.filter(lambda new: new != old))})
    found = first_break(rows, rows[-1])
    assert found == Break(sequence=index + 1, id=rows[index].id, cause="hash")


@given(st.lists(ENTRIES, min_size=1, max_size=6), st.data())
def test_a_changed_time_is_found_at_its_row(entries: list[AuditEntry], data: st.DataObject) -> None:
    rows = chain(entries)
    index = data.draw(st.integers(0, len(rows) - 1))
    old = rows[index].at
    new = data.draw(st.datetimes(timezones=st.just(UTC)).filter(lambda at: at != old))
    rows[index] = msgspec.structs.replace(rows[index], at=new)
    found = first_break(rows, rows[-1])
    assert found is not None
    assert found.sequence == index + 1


@given(st.lists(ENTRIES, min_size=1, max_size=6), st.data())
def test_a_row_that_was_taken_out_is_named(entries: list[AuditEntry], data: st.DataObject) -> None:
    rows = chain(entries)
    index = data.draw(st.integers(0, len(rows) - 1))
    found = first_break(rows[:index] + rows[index + 1 :], rows[-1])
    assert found == Break(sequence=index + 1, id=None, cause="missing")


@given(st.lists(ENTRIES, min_size=1, max_size=6), st.data())
def test_a_row_taken_out_with_the_rest_numbered_anew_is_found_behind_it(
    entries: list[AuditEntry], data: st.DataObject
) -> None:
    rows = chain(entries)
    index = data.draw(st.integers(0, len(rows) - 1))
    closed = [
        msgspec.structs.replace(row, sequence=sequence)
        for sequence, row in enumerate(rows[:index] + rows[index + 1 :], 1)
    ]
    found = first_break(closed, rows[-1])
    assert found is not None
    assert found.sequence == index + 1


@given(st.lists(ENTRIES, min_size=1, max_size=5), ENTRIES, st.data())
def test_a_row_put_in_between_is_found_there_or_behind_it(
    entries: list[AuditEntry], forged: AuditEntry, data: st.DataObject
) -> None:
    rows = chain(entries)
    index = data.draw(st.integers(0, len(rows) - 1))
    previous = rows[index - 1].hash if index else GENESIS
    put_in = [*rows[:index], sealed(forged, sequence=index + 1, previous_hash=previous), *rows[index:]]
    numbered = [msgspec.structs.replace(row, sequence=sequence) for sequence, row in enumerate(put_in, 1)]
    found = first_break(numbered, rows[-1])
    assert found is not None
    assert found.sequence == index + 2


@given(st.lists(ENTRIES, min_size=2, max_size=6, unique_by=lambda one: one.id), st.data())
def test_two_rows_in_the_other_order_are_found(entries: list[AuditEntry], data: st.DataObject) -> None:
    rows = chain(entries)
    index = data.draw(st.integers(0, len(rows) - 2))
    rows[index], rows[index + 1] = (
        msgspec.structs.replace(rows[index + 1], sequence=index + 1),
        msgspec.structs.replace(rows[index], sequence=index + 2),
    )
    found = first_break(rows, rows[-1])
    assert found is not None
    assert found.sequence == index + 1


@given(st.lists(ENTRIES, min_size=1, max_size=5), ENTRIES, st.data())
def test_a_chain_made_anew_behind_a_change_does_not_reach_the_noted_head(
    entries: list[AuditEntry], forged: AuditEntry, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(entries) - 1))
    rows = chain(entries)
    anew = chain([*entries[:index], forged, *entries[index + 1 :]])
    if anew[index] == rows[index]:
        return
    found = first_break(anew, rows[-1])
    assert found == Break(sequence=len(rows), id=None, cause="head")


def test_a_trail_cut_off_at_its_end_is_found() -> None:
    rows = chain([entry(number) for number in range(1, 4)])
    assert first_break(rows[:2], rows[-1]) == Break(sequence=3, id=None, cause="missing")
    assert first_break([], rows[-1]) == Break(sequence=1, id=None, cause="missing")


def test_what_the_database_cannot_hold_is_replaced_before_it_is_hashed() -> None:
    (row,) = chain([entry(1, reason="a\x00b", changed={"x\x00": ["\x00", 1.0]})])
    assert row.reason == "a\ufffdb"
    assert row.changed == '{"x\\u0000":["\\u0000",1]}'
    assert first_break([row], row) is None


def test_times_are_hashed_in_utc_with_six_decimals() -> None:
    east = datetime.fromisoformat("2026-11-24T14:00:00+02:00")
    (row,) = chain([entry(1, at=east)])
    assert b'"at":"2026-11-24T12:00:00.000000Z"' in canonical_row(row)


@pytest.mark.parametrize("name", ["sequence", "hash_", "signed_at"])
def test_a_signature_is_made_over_all_that_it_says(name: str) -> None:
    before = {"sequence": 7, "hash_": b"\x01" * 32, "signed_at": AT}
    other = {"sequence": 8, "hash_": b"\x02" * 32, "signed_at": AT + timedelta(1)}
    assert head_statement(**before) != head_statement(**before | {name: other[name]})  # type: ignore[arg-type]  # a table
