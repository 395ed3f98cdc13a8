"""Reading the audit trail: pages, single entries, exports, and who may."""

import csv
import io
import json
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from reporting_facts import NOW, entry
from reporting_rig import AUDITOR, Rig, caller

from aegis_kernel.errors import Forbidden, NotFound
from aegis_kernel.paging import PageRequest, Sort
from aegis_kernel.rights import Role
from aegis_reporting.application.audit.filter import TrailFilter
from aegis_reporting.application.audit.queries.end import ReadTrailEnd
from aegis_reporting.application.audit.queries.events import GetAuditEvent, ListAuditEvents
from aegis_reporting.application.audit.queries.export import ExportTrail, Format
from aegis_reporting.application.audit.queries.verification import VerifyTrail
from aegis_reporting.domain.canonical import canonical

NEWEST = PageRequest(sort=(Sort("sequence", descending=True),))


async def listed(rig: Rig, page: PageRequest = NEWEST, **wanted: Any) -> list[str]:
    found = await (await rig.get(ListAuditEvents))(AUDITOR, TrailFilter(**wanted), page)
    return [item.id for item in found.items]


async def exported(rig: Rig, format_: Format, **wanted: Any) -> str:
    export = await (await rig.get(ExportTrail))(AUDITOR, TrailFilter(**wanted), format_)
    return b"".join([chunk async for chunk in export.chunks]).decode()


async def test_entries_are_found_by_actor_object_action_and_time(rig: Rig) -> None:
    await rig.hear(
        entry(1, actor_id="a", actor_name="Ada", action="tests.submit", object_id="t-1"),
        entry(2, actor_id="b", actor_name="Bob", action="tests.approve", object_id="t-1", at=NOW + timedelta(hours=1)),
        entry(3, actor_id="a", actor_name="Ada", action="auth.login", object_id="a", outcome="failed",
              service="identity", object_type="users", at=NOW + timedelta(hours=2)),
    )  # fmt: skip
    assert await listed(rig) == ["entry-3", "entry-2", "entry-1"]
    assert await listed(rig, PageRequest(sort=(Sort("sequence"),))) == ["entry-1", "entry-2", "entry-3"]
    assert await listed(rig, actors=("a",)) == ["entry-3", "entry-1"]
    assert await listed(rig, actors=("Ada", "b")) == ["entry-3", "entry-2", "entry-1"]
    assert await listed(rig, objects=("t-1",), actions=("tests.approve", "auth.login")) == ["entry-2"]
    assert await listed(rig, outcomes=("failed",)) == ["entry-3"]
    assert await listed(rig, services=("identity",), object_types=("users",)) == ["entry-3"]
    assert await listed(rig, since=NOW + timedelta(hours=1), until=NOW + timedelta(hours=2)) == ["entry-2"]
    assert await listed(rig, actors=("nobody",)) == []
    assert await listed(rig, objects=("t-1\x00' or true --",)) == []


async def test_pages_follow_one_another_without_gap(rig: Rig) -> None:
    await rig.hear(*(entry(number) for number in range(1, 8)))
    seen: list[str] = []
    after = None
    query = await rig.get(ListAuditEvents)
    while True:
        page = await query(
            AUDITOR, TrailFilter(services=("testing-workflow",)),
            PageRequest(limit=3, after=after, sort=NEWEST.sort, count=True),
        )  # fmt: skip
        assert page.total == 7
        seen += [item.id for item in page.items]
        after = page.ends_at
        if after is None:
            break
    assert seen == [f"entry-{number}" for number in range(7, 0, -1)]


async def test_one_entry_is_read_by_its_id(rig: Rig) -> None:
    await rig.hear(entry(1))
    assert (await (await rig.get(GetAuditEvent))(AUDITOR, "entry-1")).sequence == 1
    with pytest.raises(NotFound):
        await (await rig.get(GetAuditEvent))(AUDITOR, "entry-2")


async def test_a_json_line_proves_itself(rig: Rig) -> None:
    await rig.hear(*(entry(number, changed={"n": [None, number / 4]}) for number in range(1, 4)))
    previous = "00" * 32
    for line in (await exported(rig, "jsonl")).splitlines():
        told = json.loads(line)
        hash_, before = told.pop("hash"), told.pop("previous_hash")
        assert before == previous
        assert sha256(bytes.fromhex(before) + canonical(told).encode()).hexdigest() == hash_
        previous = hash_
    assert len((await exported(rig, "jsonl", objects=("t-2",))).splitlines()) == 0


async def test_a_csv_holds_no_formulas(rig: Rig) -> None:
    await rig.hear(entry(1, reason="=HYPERLINK(1)", actor_name="@ada", object_id="-1", action="+x", address="\tq"))
    header, row = csv.reader(io.StringIO(await exported(rig, "csv")))
    told = dict(zip(header, row, strict=True))
    assert (told["reason"], told["actor_name"], told["object_id"]) == ("'=HYPERLINK(1)", "'@ada", "'-1")
    assert (told["action"], told["address"]) == ("'+x", "'\tq")
    assert told["at"] == "2026-11-24T12:00:30.000000Z"


async def test_an_export_takes_all_batches_and_stops_where_it_began(rig: Rig) -> None:
    await rig.hear(*(entry(number) for number in range(1, 1_201)))
    export = await (await rig.get(ExportTrail))(AUDITOR, TrailFilter(), "jsonl")
    chunks = []
    async for chunk in export.chunks:
        chunks.append(chunk)
        await rig.hear(entry(2_000 + len(chunks)))
    lines = b"".join(chunks).decode().splitlines()
    assert [json.loads(line)["sequence"] for line in lines] == list(range(1, 1_201))
    assert len(chunks) == 3


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.ADMIN, Role.AUDITOR}])
async def test_only_admins_and_auditors_see_it(rig: Rig, role: Role) -> None:
    somebody = caller(role)
    attempts = [
        (await rig.get(ListAuditEvents))(somebody, TrailFilter(), NEWEST),
        (await rig.get(GetAuditEvent))(somebody, "entry-1"),
        (await rig.get(VerifyTrail))(somebody),
        (await rig.get(ReadTrailEnd))(somebody),
        (await rig.get(ExportTrail))(somebody, TrailFilter(), "csv"),
    ]
    for attempt in attempts:
        with pytest.raises(Forbidden):
            await attempt
