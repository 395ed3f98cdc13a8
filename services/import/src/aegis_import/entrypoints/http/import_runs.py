"""``/import-runs``: what became of reads, and what people may do with them."""

from typing import Annotated, Any
from uuid import UUID

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery, QueryParameter

from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import IfMatch, answered
from aegis_chassis.web.paging import Pages, PageView
from aegis_contracts.words import RunState
from aegis_import.application.commands.approve_run import ApproveRun, ApproveRunCommand
from aegis_import.application.commands.cancel_run import CancelRun, CancelRunCommand
from aegis_import.application.commands.discard_run import DiscardRun, DiscardRunCommand
from aegis_import.application.queries.runs import (
    PROBLEM_SORTS,
    RUN_SORTS,
    ProblemView,
    RunDetailView,
    RunsReader,
    RunView,
)
from aegis_kernel.rights import Action, require

# Named by the parameter: a handler's argument `state` is Litestar's own.
States = Annotated[list[RunState] | None, QueryParameter(name="state", description="States; several mean or.")]
Words = Annotated[list[str] | None, QueryParameter(description="Several mean or.")]


class ImportRuns(Controller):
    """Import runs."""

    path = "/import-runs"
    tags = ("import-runs",)

    @get("/", operation_id="import_runs.list")
    async def list_runs(
        self,
        caller: CurrentCaller,
        paging: Pages,
        runs: FromDishka[RunsReader],
        source: Words = None,
        states: States = None,
        dry_run: FromQuery[bool | None] = None,
    ) -> PageView[RunView]:
        """Import runs, the newest first."""
        require(caller, Action.SOURCES_READ)
        filters = _given(source=source, state=states, dry_run=dry_run)
        request = paging.request(RUN_SORTS, default="-requested_at")
        return paging.answer(await runs.page(request, filters))

    @get("/{run_id:uuid}", operation_id="import_runs.get")
    async def get_run(
        self, caller: CurrentCaller, run_id: FromPath[UUID], runs: FromDishka[RunsReader]
    ) -> Response[RunDetailView]:
        """One run, with samples of what a dry run or a held run would do."""
        require(caller, Action.SOURCES_READ)
        run = await runs.one(run_id)
        return answered(run, version=run.version)

    @get("/{run_id:uuid}/problems", operation_id="import_runs.problems")
    async def list_problems(
        self,
        caller: CurrentCaller,
        run_id: FromPath[UUID],
        paging: Pages,
        runs: FromDishka[RunsReader],
        severity: Words = None,
        kind: Words = None,
        code: Words = None,
    ) -> PageView[ProblemView]:
        """What was wrong with what the run read, in the order in which it was found."""
        require(caller, Action.SOURCES_READ)
        request = paging.request(PROBLEM_SORTS, default="number", tie=int)
        return paging.answer(await runs.problems(run_id, request, _given(severity=severity, kind=kind, code=code)))

    @post("/{run_id:uuid}/cancel", operation_id="import_runs.cancel", status_code=200)
    async def cancel(
        self,
        caller: CurrentCaller,
        run_id: FromPath[UUID],
        if_match: IfMatch,
        use_case: FromDishka[CancelRun],
        runs: FromDishka[RunsReader],
    ) -> Response[RunDetailView]:
        """Stop a run before it publishes anything."""
        await use_case(caller, CancelRunCommand(run_id=run_id, version=if_match))
        return await self._told(runs, run_id)

    @post("/{run_id:uuid}/approve", operation_id="import_runs.approve", status_code=200)
    async def approve(
        self,
        caller: CurrentCaller,
        run_id: FromPath[UUID],
        if_match: IfMatch,
        use_case: FromDishka[ApproveRun],
        runs: FromDishka[RunsReader],
    ) -> Response[RunDetailView]:
        """Let a held run withdraw what it would."""
        await use_case(caller, ApproveRunCommand(run_id=run_id, version=if_match))
        return await self._told(runs, run_id)

    @post("/{run_id:uuid}/discard", operation_id="import_runs.discard", status_code=200)
    async def discard(
        self,
        caller: CurrentCaller,
        run_id: FromPath[UUID],
        if_match: IfMatch,
        use_case: FromDishka[DiscardRun],
        runs: FromDishka[RunsReader],
    ) -> Response[RunDetailView]:
        """Say no to a held run: nothing changes."""
        await use_case(caller, DiscardRunCommand(run_id=run_id, version=if_match))
        return await self._told(runs, run_id)

    async def _told(self, runs: RunsReader, run_id: UUID) -> Response[RunDetailView]:
        run = await runs.one(run_id)
        return answered(run, version=run.version)


def _given(**filters: Any) -> dict[str, Any]:
    return {name: value for name, value in filters.items() if value is not None}
