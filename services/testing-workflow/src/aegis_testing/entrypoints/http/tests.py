"""Tests over HTTP: list, draft, read, edit, delete; their history and line."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, delete, get, patch, post
from litestar.params import FromQuery, JSONBody, QueryParameter

from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import IfMatch, answered, cacheable, created
from aegis_chassis.web.openapi import API
from aegis_chassis.web.paging import Pages, PageView
from aegis_contracts.testing_tests import Move
from aegis_testing.application.commands.delete_draft import DeleteDraft, DeleteDraftCommand
from aegis_testing.application.commands.draft_test import DraftTest
from aegis_testing.application.commands.edit_test import EditTest, EditTestCommand
from aegis_testing.application.queries.history import TestHistory
from aegis_testing.application.queries.line import LineView, TestLine
from aegis_testing.application.queries.test_detail import TestDetail, TestDetails
from aegis_testing.application.queries.tests import SORTS, ListTests, TestFilters, TestItem
from aegis_testing.domain.moves.draft import PlanChange
from aegis_testing.entrypoints.http import asked
from aegis_testing.entrypoints.http.bulk_requests import drafted
from aegis_testing.entrypoints.http.instants import Instant, utc
from aegis_testing.entrypoints.http.refs import TestPath, test_ref
from aegis_testing.entrypoints.http.requests import DraftRequest, ProcedureRequest, TemplateRequest, TestPatch, kept

Since = Annotated[Instant | None, QueryParameter(description="From this instant on, with its offset.")]
Until = Annotated[Instant | None, QueryParameter(description="Up to this instant, with its offset.")]


class TestController(Controller):
    """Tests."""

    __test__ = False
    path = "/tests"
    tags = ("Tests",)

    @get(operation_id="tests.list")
    async def page(
        self,
        caller: CurrentCaller,
        paging: Pages,
        tests: FromDishka[ListTests],
        states: asked.States = None,
        results: asked.Results = None,
        techniques: asked.Techniques = None,
        assignees: asked.Assignees = None,
        authors: asked.Authors = None,
        test_tags: asked.Tags = None,
        held: FromQuery[bool | None] = None,
        updated_since: Since = None,
        updated_until: Until = None,
        due_since: FromQuery[date | None] = None,
        due_until: FromQuery[date | None] = None,
        retest_of: FromQuery[UUID | None] = None,
        rerun_of: FromQuery[UUID | None] = None,
        campaign: FromQuery[UUID | None] = None,
        search: asked.Search = None,
    ) -> PageView[TestItem]:
        """Tests, the last changed first."""
        ids, attack_ids = asked.techniques(techniques)
        filters = TestFilters(
            states=asked.several(states),
            results=asked.several(results),
            techniques=ids,
            attack_ids=attack_ids,
            assignees=asked.people(assignees, caller, "assignee"),
            authors=asked.people(authors, caller, "author"),
            tags=asked.several(test_tags),
            held=held,
            updated_since=_instant(updated_since, "updated_since"),
            updated_until=_instant(updated_until, "updated_until"),
            due_since=due_since,
            due_until=due_until,
            retest_of=retest_of,
            rerun_of=rerun_of,
            campaign=campaign,
            words=asked.searched(search),
        )
        return paging.answer(await tests(caller, filters, paging.request(SORTS, default="-updated_at")))

    @post(operation_id="tests.draft")
    async def draft(
        self,
        caller: CurrentCaller,
        data: JSONBody[DraftRequest],
        draft: FromDishka[DraftTest],
        details: FromDishka[TestDetails],
    ) -> Response[TestDetail]:
        """Drafts a test of a technique, with a custom procedure or by a template of the catalogue, whose present
        version it keeps. A technique or template that is not known here yet is a 404 with `Retry-After`."""
        test = await draft(caller, drafted(data))
        view = await details(caller, test.id)
        return created(view, version=view.version, location=f"{API}/tests/{test.id}")

    @get("/{test:str}", operation_id="tests.get")
    async def one(
        self, caller: CurrentCaller, test: TestPath, details: FromDishka[TestDetails]
    ) -> Response[TestDetail]:
        """A test, whole, with what the caller may do now."""
        view = await details(caller, test_ref(test))
        return answered(view, version=view.version)

    @patch("/{test:str}", operation_id="tests.edit")
    async def edit(
        self,
        caller: CurrentCaller,
        test: TestPath,
        if_match: IfMatch,
        data: JSONBody[TestPatch],
        edit: FromDishka[EditTest],
        details: FromDishka[TestDetails],
    ) -> Response[TestDetail]:
        """Changes what a test plans, who works on it, and the notes of its sides: all of it or nothing. The procedure
        changes before the start only."""
        data.check()
        command = EditTestCommand(
            test=test_ref(test),
            version=if_match,
            plan=PlanChange(
                procedure=kept(
                    data.procedure.procedure() if isinstance(data.procedure, ProcedureRequest) else data.procedure
                ),
                expected=kept(data.expected),
                expected_tools=kept(data.expected_tools),
                tags=kept(data.tags),
                due=kept(data.due),
            ),
            template=data.template.choice() if isinstance(data.template, TemplateRequest) else None,
            arguments=data.arguments,
            assignees=data.assignees.by_side(),
            notes=data.notes(),
        )
        edited = await edit(caller, command)
        view = await details(caller, edited.id)
        return answered(view, version=view.version)

    @delete("/{test:str}", operation_id="tests.delete")
    async def remove(
        self, caller: CurrentCaller, test: TestPath, if_match: IfMatch, remove: FromDishka[DeleteDraft]
    ) -> None:
        """Deletes a draft that nobody started; its author may."""
        await remove(caller, DeleteDraftCommand(test=test_ref(test), version=if_match))

    @get("/{test:str}/history", operation_id="tests.history")
    async def history(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        test: TestPath,
        history: FromDishka[TestHistory],
    ) -> Response[PageView[Move]]:
        """Every move, oldest first: who made it when, from which state to which, and why."""
        return cacheable(request, PageView(items=list(await history(caller, test_ref(test)))))

    @get("/{test:str}/line", operation_id="tests.line")
    async def line(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        test: TestPath,
        line: FromDishka[TestLine],
    ) -> Response[LineView]:
        """The tests of the same technique and procedure, before and after side by side, and each line's result."""
        return cacheable(request, await line(caller, test_ref(test)))


def _instant(given: datetime | None, name: str) -> datetime | None:
    return utc(given, f"/query/{name}")
