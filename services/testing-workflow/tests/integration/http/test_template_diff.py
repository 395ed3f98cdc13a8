"""A test keeps its template's version; what the template says now stands beside it."""

from uuid import UUID

import msgspec
from testing_support.people import ROSA, VERA
from testing_support.service import Suite
from testing_support.tests import POWERSHELL

from aegis_contracts.catalog_templates import TemplateState

TEMPLATE = UUID(int=4001)


async def told(suite: Suite, revision: int, command: str) -> None:
    state = TemplateState(
        id=TEMPLATE, source="atomic", upstream_key="k", name="Dump", state="active", revision=revision,
        technique_ids=(POWERSHELL.id,), executor="sh", command=command,
    )  # fmt: skip
    async with suite.database.raw() as connection:
        await connection.execute("delete from template")
        await connection.execute(
            "insert into template (id, name, state, approval, technique_ids, body) "
            "values ($1, 'Dump', 'active', 'approved', $2, $3)",
            TEMPLATE, [POWERSHELL.id], msgspec.json.encode(state),
        )  # fmt: skip


async def test_the_pinned_version_stands_beside_the_present_one(suite: Suite) -> None:
    await told(suite, 1, "dump")
    body = {"template": {"id": str(TEMPLATE)}}
    test = (await suite.send(ROSA, "POST", "/tests", body)).json()
    same = await suite.get(VERA, f"/tests/{test['id']}/template")
    assert (same["differing"], same["usable"]) == ([], True)
    await told(suite, 2, "dump --more")
    seen = await suite.get(VERA, f"/tests/{test['id']}/template")
    assert (seen["pinned"]["revision"], seen["present"]["revision"], seen["differing"]) == (1, 2, ["command"])
    assert (seen["pinned"]["command"], seen["present"]["command"]) == ("dump", "dump --more")
    own = await suite.draft(ROSA)
    assert (await suite.send(VERA, "GET", f"/tests/{own['id']}/template")).status_code == 404
