"""Remediations over HTTP: what is done about gaps. One is named by its test."""

from datetime import date
from typing import Annotated
from uuid import UUID

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Response, delete, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import UNSET, Meta, Struct, UnsetType

from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import IfMatch, answered, created
from aegis_chassis.web.openapi import API
from aegis_chassis.web.paging import Pages, PageView
from aegis_testing.application.commands.edit_remediation import (
    EditRemediation,
    EditRemediationCommand,
    StepChange,
)
from aegis_testing.application.queries.remediations import (
    SORTS,
    RemediationFilters,
    Remediations,
    RemediationView,
)
from aegis_testing.domain.keep import KEEP
from aegis_testing.domain.limits import MAX_REASON, MAX_WORD
from aegis_testing.domain.moves.remediate import RemediationChange
from aegis_testing.domain.remediation import RemediationStatus
from aegis_testing.entrypoints.http import asked
from aegis_testing.entrypoints.http.instants import Instant, utc
from aegis_testing.entrypoints.http.refs import TestPath, test_ref
from aegis_testing.entrypoints.http.requests import Reason, kept

Statuses = Annotated[list[RemediationStatus] | None, QueryParameter(name="status", description="Statuses.")]
Owners = Annotated[list[asked.Word] | None, QueryParameter(name="owner", description="Users who own it; `me`.")]
Open = Annotated[bool | None, QueryParameter(name="open", description="No retest has proved it.")]
Wanted = Annotated[bool | None, QueryParameter(description="Said to be done, and no retest is under way.")]


class RemediationPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is; null takes it away. `done` without `remediated_at` means now; `accepted_risk`
    takes a `reason`."""

    status: RemediationStatus | UnsetType = UNSET
    owner: UUID | UnsetType | None = UNSET
    due: date | UnsetType | None = UNSET
    ticket: Annotated[str, Meta(max_length=MAX_WORD)] | UnsetType = UNSET
    reason: Annotated[str, Meta(max_length=MAX_REASON)] | UnsetType = UNSET
    remediated_at: Instant | UnsetType | None = UNSET

    def change(self) -> RemediationChange:
        fixed = self.remediated_at
        return RemediationChange(
            status=kept(self.status),
            due=kept(self.due),
            ticket=kept(self.ticket),
            reason=kept(self.reason),
            remediated_at=KEEP if isinstance(fixed, UnsetType) else utc(fixed, "/remediated_at"),
        )


class StepRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something to do, and perhaps by whom."""

    text: Reason
    owner: UUID | None = None
    done: bool = False


class StepPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    text: Reason | UnsetType = UNSET
    owner: UUID | UnsetType | None = UNSET
    done: bool | UnsetType = UNSET


class RemediationController(Controller):
    """What is done about gaps. Each change answers the whole; its version is the test's."""

    path = "/remediations"
    tags = ("Remediations",)

    @get(operation_id="remediations.list")
    async def page(
        self,
        caller: CurrentCaller,
        paging: Pages,
        remediations: FromDishka[Remediations],
        statuses: Statuses = None,
        owners: Owners = None,
        techniques: asked.Techniques = None,
        is_open: Open = None,
        overdue: FromQuery[bool | None] = None,
        retest_wanted: Wanted = None,
    ) -> PageView[RemediationView]:
        """Remediations, the first due first."""
        ids, attack_ids = asked.techniques(techniques)
        filters = RemediationFilters(
            statuses=asked.several(statuses),
            owners=asked.people(owners, caller, "owner"),
            techniques=ids,
            attack_ids=attack_ids,
            open=is_open,
            overdue=overdue,
            retest_wanted=retest_wanted,
        )
        return paging.answer(await remediations.page(caller, filters, paging.request(SORTS, default="due")))

    @get("/{test:str}", operation_id="remediations.get")
    async def one(
        self, caller: CurrentCaller, test: TestPath, remediations: FromDishka[Remediations]
    ) -> Response[RemediationView]:
        """The remediation of a test."""
        view = await remediations.one(caller, test_ref(test))
        return answered(view, version=view.version)

    @patch("/{test:str}", operation_id="remediations.edit")
    async def edit(
        self,
        caller: CurrentCaller,
        test: TestPath,
        if_match: IfMatch,
        data: JSONBody[RemediationPatch],
        edit: FromDishka[EditRemediation],
        remediations: FromDishka[Remediations],
    ) -> Response[RemediationView]:
        """Changes status, owner, due date, ticket. What is done asks for a retest; a proven one closes it."""
        command = EditRemediationCommand(
            test=test_ref(test), version=if_match, change=data.change(), owner=kept(data.owner)
        )
        done = await edit(caller, command)
        view = await remediations.one(caller, done.id)
        return answered(view, version=view.version)

    @post("/{test:str}/steps", operation_id="remediations.steps.add")
    async def add_step(
        self,
        caller: CurrentCaller,
        test: TestPath,
        if_match: IfMatch,
        data: JSONBody[StepRequest],
        edit: FromDishka[EditRemediation],
        remediations: FromDishka[Remediations],
    ) -> Response[RemediationView]:
        """Adds a step."""
        step = StepChange(text=data.text, owner=data.owner, done=data.done)
        done = await edit(caller, EditRemediationCommand(test=test_ref(test), version=if_match, step=step))
        view = await remediations.one(caller, done.id)
        return created(view, version=view.version, location=f"{API}/remediations/{done.id}")

    @patch("/{test:str}/steps/{step_id:uuid}", operation_id="remediations.steps.change")
    async def change_step(
        self,
        caller: CurrentCaller,
        test: TestPath,
        step_id: FromPath[UUID],
        if_match: IfMatch,
        data: JSONBody[StepPatch],
        edit: FromDishka[EditRemediation],
        remediations: FromDishka[Remediations],
    ) -> Response[RemediationView]:
        """Changes a step, or says whether it is done."""
        step = StepChange(id=step_id, text=kept(data.text), owner=kept(data.owner), done=kept(data.done))
        done = await edit(caller, EditRemediationCommand(test=test_ref(test), version=if_match, step=step))
        view = await remediations.one(caller, done.id)
        return answered(view, version=view.version)

    @delete("/{test:str}/steps/{step_id:uuid}", operation_id="remediations.steps.remove", status_code=200)
    async def remove_step(
        self,
        caller: CurrentCaller,
        test: TestPath,
        step_id: FromPath[UUID],
        if_match: IfMatch,
        edit: FromDishka[EditRemediation],
        remediations: FromDishka[Remediations],
    ) -> Response[RemediationView]:
        """Takes a step away."""
        step = StepChange(id=step_id, gone=True)
        done = await edit(caller, EditRemediationCommand(test=test_ref(test), version=if_match, step=step))
        view = await remediations.one(caller, done.id)
        return answered(view, version=view.version)
