"""Import and catalogue beside one another on databases of their own: what one publishes is carried to the other, late,
in parts, and more than once; and what is in both, in a form that can be compared with another pair of them."""

import json
import re
from collections.abc import Iterable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Self
from uuid import UUID

from catalog_support.people import somebody
from catalog_support.service import CatalogForTests
from import_support.database import SetClock, units_of
from import_support.ground import Imports
from import_support.sent import content
from small_sources import NUMBERS, Items, archive

from aegis_catalog.adapters.persistence.migrations import MIGRATIONS as CATALOG
from aegis_catalog.application.organisation.commands.add_tool import AddTool, AddToolCommand
from aegis_catalog.domain.tool import Description
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_import.adapters.persistence.migrations import MIGRATIONS as IMPORT
from aegis_import.adapters.persistence.runs import SqlRuns
from aegis_import.domain.run import ImportRun
from aegis_import.domain.words import RunState
from aegis_kernel.facts import Fact
from aegis_kernel.ids import named_id
from aegis_kernel.rights import Role
from aegis_testkit.postgres import ServerForTests

US = somebody(*(role for role in Role if role is not Role.VIEWER), name="Ada")
CONTENT = (
    "technique", "technique_prose", "technique_tactic", "technique_mitigation", "tactic", "tactic_place", "mitigation",
    "actor", "actor_use", "actor_software", "software", "software_use", "technique_name", "template",
    "template_procedure", "rule", "rule_body", "defence", "matrix", "technique_count",
)  # fmt: skip
"""Tables of what upstream says, as it stands. Others are history (releases, prints, causes of reviews) or our own."""


class Killed(Exception):
    """The process is gone at this point; what it had not committed is undone."""


class Both:
    """Two services. `spoil` says what happens to an import, `carry` to what it published."""

    def __init__(self, server: ServerForTests, folder: Path) -> None:
        self._server = server
        self._folder = folder
        self._stack = AsyncExitStack()
        self.pending: list[Fact[Any]] = []
        self.delivered: list[Fact[Any]] = []

    async def __aenter__(self) -> Self:
        enter = self._stack.enter_async_context
        imports, catalog = await enter(self._server.database(IMPORT)), await enter(self._server.database(CATALOG))
        self.database = imports.open(IMPORT.schema, size=2)
        clock = SetClock()
        self.imports = Imports(units_of(self.database, clock), clock, self._folder)
        self.catalog = CatalogForTests(catalog.open(CATALOG.schema, size=2))
        self._stack.push_async_callback(self.catalog.container.close)
        async with self.database.raw() as connection:
            await connection.execute("update data_source set withdraw_limit_percent = 50")
        made = await self.catalog.act(AddTool, US, AddToolCommand(description=Description(name="SIEM", kind="siem")))
        self.tool: UUID = made.id
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def import_(self, source: str, items: Items, what: str = "whole", *, yes: bool = True, bad: int = 0) -> Any:
        """One import and what happens to it; `yes` approves it when it is held. The run at its end."""
        given = archive(source, items, bad=bad if what == "bad entry" else None)
        match what:
            case "corrupt":
                given = corrupted(given)
            case "truncated":
                given = given[: len(given) // 2]
            case "not a zip":
                given = b"<html>"
        run_id = await self.imports.queue(archive=given, source=source, dry_run=what == "dry", file_name="a.zip")
        if what.startswith("killed"):
            await self._die_in(run_id, late=what == "killed late")
        run = await self.imports.carry_out(run_id)
        if run.state is RunState.HELD:
            if yes:
                await self.imports.move(run_id, lambda run: run.approve(US.id))
                await self.imports.carry_out(run_id)
            else:
                await self.imports.move(run_id, lambda run: run.discard(self.imports.clock.now()))
        self.pending += await content(self.database)
        return await self.imports.run(run_id)

    async def _die_in(self, run_id: UUID, *, late: bool) -> None:
        """The worker dies after it has read, or when all is written and nothing committed."""

        async def die(*_: object) -> None:
            raise Killed

        measured = SqlRuns.measured
        if late:
            SqlRuns.measured = die  # type: ignore[method-assign]  # put back below
        else:
            self.imports.reader.after = die
        try:
            await self.imports.carry_out(run_id)
        except Killed:
            pass  # it is dead; the next worker takes the run up
        finally:
            self.imports.reader.after = None
            SqlRuns.measured = measured  # type: ignore[method-assign]  # as it was

    async def carry(self, how: str = "at once", sizes: Iterable[int] = (1_000,)) -> None:
        """Hands what waits to the catalogue in batches of these sizes, over and over."""
        if how == "later":
            return
        if how == "again":
            self.pending = [*self.delivered[-7:], *self.pending]
        wanted, kill = list(sizes), how == "killed applying"
        while self.pending:
            batch = self.pending[: wanted[0]]
            if kill:
                await self._die_applying(batch)
                kill = False
            await self.catalog.hear(batch)
            self.delivered += batch
            self.pending = self.pending[len(batch) :]
            wanted = [*wanted[1:], wanted[0]]

    async def _die_applying(self, batch: list[Fact[Any]]) -> None:
        """The consumer does all its work on a batch and dies before it commits."""
        commit = SqlUnitOfWork.commit

        async def die(_: SqlUnitOfWork) -> None:
            raise Killed

        SqlUnitOfWork.commit = die  # type: ignore[method-assign]  # put back below
        try:
            await self.catalog.hear(batch)
        except Killed:
            pass  # the bus hands it over again
        finally:
            SqlUnitOfWork.commit = commit  # type: ignore[method-assign]  # as it was

    async def claims(self) -> dict[tuple[str, str], Any]:
        """By source and key, what each active claim says, but for the run and the release that brought it."""
        async with self.database.raw() as connection:
            rows = await connection.fetch("select source_id, key, state from claim where withdrawn_at is null")
        names = {named_id("data-source", name): name for name in NUMBERS}
        return {(names[row["source_id"]], row["key"]): without(json.loads(row["state"])) for row in rows}

    async def content(self) -> dict[str, Any]:
        """The catalogue's content that upstream has today, and what was last said of it. What is withdrawn or our own
        is left out; so is the release that brought an item: a later one that says the same is no change."""
        gone = {row[0] for row in await self.catalog.rows("select id from template where upstream = 'custom'")}
        for table in ("technique", "tactic", "mitigation", "actor", "software", "template", "rule", "defence"):
            gone |= {
                row[0] for row in await self.catalog.rows(f"select id from {table} where withdrawn_at is not null")
            }
        found: dict[str, Any] = {}
        async with self.catalog.database.raw() as connection:
            for table in CONTENT:
                rows = [dict(row) for row in await connection.fetch(f"select * from {table}")]  # our tables
                kept = [row for row in rows if gone.isdisjoint(v for v in row.values() if isinstance(v, UUID))]
                if table == "technique_count":
                    kept = [row for row in kept if any(v for v in row.values() if isinstance(v, int))]
                found[table] = sorted(repr(sorted(without(row).items())) for row in kept)
        said = await self.catalog.rows("select topic, key, convert_from(state, 'UTF8') from publication")
        for topic, key, state in said:
            if topic in {"aegis.catalog.runs", "aegis.catalog.organisation"} or key in map(str, gone):
                continue
            told = without(json.loads(state.replace(str(self.tool), "the tool")))
            if not told.get("undone"):
                found[f"{topic} {key}"] = told
        return found

    async def ends(self) -> dict[UUID, UUID]:
        """Where each technique that is no more leads today, as the catalogue says it."""
        said = await self.catalog.rows(
            "select convert_from(state, 'UTF8') from publication where topic = 'aegis.catalog.successions'"
        )
        told = [json.loads(state) for (state,) in said]
        return {UUID(one["old_id"]): UUID(one["target_id"]) for one in told if not one["undone"]}


def corrupted(given: bytes) -> bytes:
    """The same archive with one byte of the first member's data changed."""
    at = given.index(b"PK\x03\x04") + 30 + int.from_bytes(given[26:28], "little")
    return given[:at] + bytes([given[at] ^ 0xFF]) + given[at + 1 :]


PASSING = {"run_id", "release", "version", "review_state", "review_required"}
"""What says when something came, and what people have yet to look at because of it."""
_PASSING_IN_LISTS = re.compile(rb'"(release|review_state)":("[^"]*"|null),|"tags":\[.*?\],')


def without(state: Mapping[str, Any]) -> dict[str, Any]:
    """A state or a row without what passes; rows of lists are kept as JSON, with our tags in them."""
    return {
        name: _PASSING_IN_LISTS.sub(b"", value) if isinstance(value, bytes) else value
        for name, value in state.items()
        if name not in PASSING
    }


def published(run: ImportRun) -> bool:
    return run.state in {RunState.PUBLISHED, RunState.APPLIED}
