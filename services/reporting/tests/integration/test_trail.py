"""The audit trail on PostgreSQL: appended once and in order, never changed, and every tampering found."""

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from reporting_facts import NOW, entry
from reporting_rig import AUDITOR, Rig

from aegis_kernel.errors import TooMany
from aegis_kernel.paging import PageRequest, Sort
from aegis_reporting.adapters.signing.ed25519 import Ed25519Signer
from aegis_reporting.application.audit.commands.sign_head import SignHead
from aegis_reporting.application.audit.filter import TrailFilter
from aegis_reporting.application.audit.ports import TrailReader
from aegis_reporting.application.audit.queries.end import ReadTrailEnd
from aegis_reporting.application.audit.queries.events import ListAuditEvents
from aegis_reporting.application.audit.queries.verification import OneAtATime, VerifyTrail
from aegis_reporting.application.audit.views import VerificationView

NEWEST = PageRequest(sort=(Sort("sequence", descending=True),))


async def verify(rig: Rig) -> VerificationView:
    return await (await rig.get(VerifyTrail))(AUDITOR)


async def sign(rig: Rig) -> None:
    async with rig.use(SignHead) as sign_head:
        await sign_head()


async def tamper(rig: Rig, statement: str, *values: Any) -> None:
    """Does what the trigger refuses, as somebody would who owns the table."""
    async with rig.database.raw() as connection, connection.transaction():
        await connection.execute("alter table audit_event disable trigger user")
        await connection.execute(statement, *values)
        await connection.execute("alter table audit_event enable trigger user")


async def test_entries_are_numbered_in_order_and_chained(rig: Rig) -> None:
    await rig.hear(entry(1), entry(2))
    await rig.hear(entry(3))
    rows = await rig.rows("audit_event", "sequence")
    assert [(row["sequence"], row["id"]) for row in rows] == [(1, "entry-1"), (2, "entry-2"), (3, "entry-3")]
    assert rows[0]["previous_hash"] == bytes(32)
    assert [row["previous_hash"] for row in rows[1:]] == [row["hash"] for row in rows[:2]]
    (head,) = await rig.rows("audit_head")
    assert (head["sequence"], head["hash"]) == (3, rows[-1]["hash"])


async def test_an_entry_is_kept_once_whatever_event_brings_it(rig: Rig) -> None:
    again = entry(1)
    await rig.hear(again, again)
    await rig.hear(again)
    await rig.hear(entry(1), entry(1))
    assert [row["id"] for row in await rig.rows("audit_event")] == ["entry-1"]
    assert (await verify(rig)).intact


async def test_entries_of_any_age_are_kept(rig: Rig) -> None:
    await rig.hear(entry(1, at=NOW - timedelta(days=80)))
    assert len(await rig.rows("audit_event")) == 1


async def test_those_who_append_at_once_make_one_chain(rig: Rig) -> None:
    await asyncio.gather(*(rig.hear(*(entry(batch * 10 + n) for n in range(10))) for batch in range(5)))
    view = await verify(rig)
    assert (view.intact, view.checked, view.head.sequence) == (True, 50, 50)


async def test_what_is_odd_comes_back_as_it_was(rig: Rig) -> None:
    changed = {"weights": [{"tests": 40.0, "x": 1e-7}, [1, None, True]], "név\u2028": ["=1+1", "\x00😀"]}
    await rig.hear(entry(1, changed=changed, reason="a\x00b", actor_name="Ädá\t", address="2001:db8::1"))
    (item,) = (await (await rig.get(ListAuditEvents))(AUDITOR, TrailFilter(), NEWEST)).items
    assert item.changed == changed
    assert item.reason == "a\ufffdb"
    assert (await verify(rig)).intact


@pytest.mark.parametrize(
    "statement",
    [
        "update audit_event set reason = 'x' where sequence = 1",
        "update audit_event set reason = 'x' where false",
        "delete from audit_event",
        "truncate audit_event",
        "delete from audit_head",
        "truncate audit_head",
        "update audit_signature set key_id = 'x'",
        "delete from audit_signature",
    ],
)
async def test_the_database_refuses_to_change_the_trail(rig: Rig, statement: str) -> None:
    await rig.hear(entry(1))
    with pytest.raises(asyncpg.RestrictViolationError, match="append only"):
        await rig.execute(statement)
    assert (await verify(rig)).intact


@pytest.mark.parametrize(
    "statement, sequence, id_, cause",
    [
        ("update audit_event set outcome = 'denied' where sequence = 2", 2, "entry-2", "hash"),
        ("update audit_event set at = at + interval '1 microsecond' where sequence = 3", 3, "entry-3", "hash"),
        ("update audit_event set actor_id = null where sequence = 1", 1, "entry-1", "hash"),
        ("update audit_event set changed = '{ }' where sequence = 1", 1, "entry-1", "hash"),
        ("update audit_event set hash = decode(repeat('00', 32), 'hex') where sequence = 2", 2, "entry-2", "hash"),
        ("update audit_event set previous_hash = hash where sequence = 2", 2, "entry-2", "previous_hash"),
        ("delete from audit_event where sequence = 2", 2, None, "missing"),
        ("delete from audit_event where sequence = 1", 1, None, "missing"),
        ("delete from audit_event where sequence = 4", 4, None, "missing"),
        ("delete from audit_event", 1, None, "missing"),
        ("update audit_event set sequence = -sequence where sequence = 3", 1, None, "missing"),
        ("update audit_head set sequence = 3", 4, None, "head"),
        ("update audit_head set hash = decode(repeat('11', 32), 'hex')", 4, None, "head"),
    ],
)
async def test_tampering_is_found_and_the_first_broken_row_named(
    rig: Rig, statement: str, sequence: int, id_: str | None, cause: str
) -> None:
    await rig.hear(*(entry(number) for number in range(1, 5)))
    await tamper(rig, statement)
    view = await verify(rig)
    assert not view.intact
    assert view.first_broken is not None
    assert (view.first_broken.sequence, view.first_broken.id, view.first_broken.cause) == (sequence, id_, cause)
    assert view.first_broken.detail


TEXTS = ("service", "action", "outcome", "object_type", "object_id", "actor_id", "actor_name", "address", "reason")


@settings(max_examples=40, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(
    st.integers(1, 12),
    st.sampled_from(TEXTS),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=6),
)
async def test_any_cell_that_is_changed_is_found(rig: Rig, sequence: int, column: str, value: str) -> None:
    await rig.hear(*(entry(number) for number in range(1, 13)))
    before = (await rig.rows("audit_event", "sequence"))[sequence - 1][column]
    await tamper(rig, f"update audit_event set {column} = $2 where sequence = $1", sequence, value)
    view = await verify(rig)
    await tamper(rig, f"update audit_event set {column} = $2 where sequence = $1", sequence, before)
    if before == value:
        assert view.intact
        return
    assert view.first_broken is not None
    assert (view.first_broken.sequence, view.first_broken.cause) == (sequence, "hash")
    assert (await verify(rig)).intact


async def test_an_empty_trail_is_intact_and_not_signed(rig: Rig) -> None:
    await sign(rig)
    assert await rig.rows("audit_signature") == []
    view = await verify(rig)
    assert (view.intact, view.checked, view.head.sequence, view.head.hash) == (True, 0, 0, "00" * 32)


async def test_a_signed_head_is_checked_on_the_way(rig: Rig) -> None:
    await rig.hear(entry(1), entry(2))
    await sign(rig)
    rig.clock.forward(days=1)
    await sign(rig)
    await rig.hear(entry(3))
    view = await verify(rig)
    assert (view.intact, view.signatures.checked, view.signatures.other_keys) == (True, 2, 0)
    assert view.signatures.last_signed_at == rig.clock.at
    end = await (await rig.get(ReadTrailEnd))(AUDITOR)
    assert (end.head.sequence, end.signed.sequence if end.signed else None) == (3, 2)


async def test_a_trail_that_was_written_anew_does_not_match_its_signatures(rig: Rig) -> None:
    await rig.hear(entry(1), entry(2))
    await sign(rig)
    await tamper(rig, "delete from audit_event")
    await rig.execute("update audit_head set sequence = 0, hash = decode(repeat('00', 32), 'hex')")
    await rig.hear(entry(11), entry(12), entry(13))
    found = (await verify(rig)).first_broken
    assert found is not None
    assert (found.sequence, found.cause) == (2, "signature")


async def test_a_trail_cut_off_with_its_head_does_not_reach_its_signatures(rig: Rig) -> None:
    await rig.hear(entry(1), entry(2))
    (first, _) = await rig.rows("audit_event", "sequence")
    await sign(rig)
    await tamper(rig, "delete from audit_event where sequence = 2")
    await rig.execute("update audit_head set sequence = 1, hash = $1", first["hash"])
    found = (await verify(rig)).first_broken
    assert found is not None
    assert (found.sequence, found.cause) == (2, "missing")


@pytest.mark.parametrize("column", ["signature", "public_key", "key_id", "signed_at"])
async def test_a_forged_signature_is_found(rig: Rig, column: str) -> None:
    await rig.hear(entry(1))
    await sign(rig)
    forged = {
        "signature": "set_byte(signature, 0, get_byte(signature, 0) # 1)",
        "public_key": "set_byte(public_key, 0, get_byte(public_key, 0) # 1)",
        "key_id": "'other'",
        "signed_at": "signed_at - interval '1 day'",
    }[column]
    async with rig.database.raw() as connection, connection.transaction():
        await connection.execute("alter table audit_signature disable trigger user")
        await connection.execute(f"update audit_signature set {column} = {forged}")
        await connection.execute("alter table audit_signature enable trigger user")
    found = (await verify(rig)).first_broken
    assert found is not None
    assert (found.sequence, found.cause) == (1, "forged_signature")


async def test_signatures_by_another_key_hold_and_are_counted(rig: Rig) -> None:
    await rig.hear(entry(1))
    await sign(rig)
    key = rig.key_path.read_bytes()
    rig.key_path.unlink()
    other = Ed25519Signer(path=rig.key_path)
    other.sign(b"a new key is made")
    assert rig.key_path.read_bytes() != key
    view = await VerifyTrail(await rig.get(TrailReader), other, rig.clock, OneAtATime())(AUDITOR)  # type: ignore[type-abstract]  # asked for by its port
    assert (view.intact, view.signatures.other_keys) == (True, 1)


async def test_one_verification_runs_at_a_time(rig: Rig) -> None:
    turn = await rig.get(OneAtATime)
    async with turn.lock:
        with pytest.raises(TooMany):
            await verify(rig)
    assert (await verify(rig)).intact
