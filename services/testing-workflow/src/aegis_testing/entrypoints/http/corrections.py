"""Corrections of validated tests over HTTP."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import IfMatch, answered, cacheable, created
from aegis_chassis.web.openapi import API
from aegis_chassis.web.paging import PageView
from aegis_kernel.errors import Fault, Invalid
from aegis_testing.application.commands.approve_correction import ApproveCorrection, ApproveCorrectionCommand
from aegis_testing.application.commands.propose_correction import ProposeCorrection, ProposeCorrectionCommand
from aegis_testing.application.commands.reject_correction import RejectCorrection, RejectCorrectionCommand
from aegis_testing.application.commands.withdraw_correction import WithdrawCorrection, WithdrawCorrectionCommand
from aegis_testing.application.queries.corrections import CorrectionView, TestCorrections, TestVersions, VersionView
from aegis_testing.application.queries.test_detail import TestDetail, TestDetails
from aegis_testing.domain.limits import MAX_EXECUTIONS, MAX_OBSERVATIONS
from aegis_testing.domain.words import SideName
from aegis_testing.entrypoints.http.recording_requests import ExecutionPatch, ObservationPatch
from aegis_testing.entrypoints.http.refs import TestPath, test_ref
from aegis_testing.entrypoints.http.requests import Reason, ReasonRequest


class CorrectedExecution(ExecutionPatch, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which execution, and what is to be different of it."""

    id: UUID

    def changes(self) -> dict[str, Any]:
        return {name: value for name, value in ExecutionPatch.changes(self).items() if name != "id"}


class CorrectedObservation(ObservationPatch, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which observation, and what is to be different of it."""

    id: UUID

    def changes(self) -> dict[str, Any]:
        return {name: value for name, value in ObservationPatch.changes(self).items() if name != "id"}


class CorrectionRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A diff, and why. What is left out of an execution or observation stays as it is."""

    reason: Reason
    executions: Annotated[tuple[CorrectedExecution, ...], Meta(max_length=MAX_EXECUTIONS)] = ()
    observations: Annotated[tuple[CorrectedObservation, ...], Meta(max_length=MAX_OBSERVATIONS)] = ()


class ApprovalRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """For which side, where the caller leads both. The whole body may be left out."""

    side: SideName | None = None


_NO_SIDE = ApprovalRequest()


class CorrectionController(Controller):
    """Corrections: proposed by a lead, approved by both; and what the test said before."""

    path = "/tests/{test:str}"
    tags = ("Tests",)

    @get("/corrections", operation_id="tests.corrections.list")
    async def page(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        test: TestPath,
        corrections: FromDishka[TestCorrections],
    ) -> Response[PageView[CorrectionView]]:
        """All corrections, oldest first."""
        return cacheable(request, PageView(items=list(await corrections(caller, test_ref(test)))))

    @get("/versions", operation_id="tests.versions")
    async def versions(
        self, request: Request[Any, Any, Any], caller: CurrentCaller, test: TestPath, versions: FromDishka[TestVersions]
    ) -> Response[PageView[VersionView]]:
        """All that the validated test has said, oldest first: the last one is what it says now."""
        return cacheable(request, PageView(items=list(await versions(caller, test_ref(test)))))

    @post("/corrections", operation_id="tests.corrections.propose")
    async def propose(
        self,
        caller: CurrentCaller,
        test: TestPath,
        if_match: IfMatch,
        data: JSONBody[CorrectionRequest],
        use_case: FromDishka[ProposeCorrection],
        details: FromDishka[TestDetails],
    ) -> Response[TestDetail]:
        """Proposes a correction of a validated test. Nothing changes until a red and a blue lead approve it."""
        command = ProposeCorrectionCommand(
            test=test_ref(test),
            version=if_match,
            reason=data.reason,
            executions=_by_id([(one.id, one.changes()) for one in data.executions], "executions"),
            observations=_by_id([(one.id, one.changes()) for one in data.observations], "observations"),
        )
        done, correction_id = await use_case(caller, command)
        view = await details(caller, done.id)
        return created(view, version=view.version, location=f"{API}/tests/{done.id}/corrections#{correction_id}")

    @post("/corrections/{correction_id:uuid}/approve", operation_id="tests.corrections.approve", status_code=200)
    async def approve(
        self,
        caller: CurrentCaller,
        test: TestPath,
        correction_id: FromPath[UUID],
        if_match: IfMatch,
        use_case: FromDishka[ApproveCorrection],
        details: FromDishka[TestDetails],
        data: JSONBody[ApprovalRequest] = _NO_SIDE,
    ) -> Response[TestDetail]:
        """Approves it as the lead of a side; the second approval, by another person, applies it."""
        command = ApproveCorrectionCommand(
            test=test_ref(test), version=if_match, correction_id=correction_id, side=data.side
        )
        done = await use_case(caller, command)
        view = await details(caller, done.id)
        return answered(view, version=view.version)

    @post("/corrections/{correction_id:uuid}/reject", operation_id="tests.corrections.reject", status_code=200)
    async def reject(
        self,
        caller: CurrentCaller,
        test: TestPath,
        correction_id: FromPath[UUID],
        if_match: IfMatch,
        data: JSONBody[ReasonRequest],
        use_case: FromDishka[RejectCorrection],
        details: FromDishka[TestDetails],
    ) -> Response[TestDetail]:
        """Rejects it; a lead of either side may."""
        command = RejectCorrectionCommand(
            test=test_ref(test), version=if_match, correction_id=correction_id, reason=data.reason
        )
        done = await use_case(caller, command)
        view = await details(caller, done.id)
        return answered(view, version=view.version)

    @post("/corrections/{correction_id:uuid}/withdraw", operation_id="tests.corrections.withdraw", status_code=200)
    async def withdraw(
        self,
        caller: CurrentCaller,
        test: TestPath,
        correction_id: FromPath[UUID],
        if_match: IfMatch,
        use_case: FromDishka[WithdrawCorrection],
        details: FromDishka[TestDetails],
    ) -> Response[TestDetail]:
        """Takes it back; whoever proposed it may."""
        command = WithdrawCorrectionCommand(test=test_ref(test), version=if_match, correction_id=correction_id)
        done = await use_case(caller, command)
        view = await details(caller, done.id)
        return answered(view, version=view.version)


def _by_id(given: Sequence[tuple[UUID, dict[str, Any]]], name: str) -> dict[UUID, dict[str, Any]]:
    """Raises `Invalid` when one is named twice."""
    found: dict[UUID, dict[str, Any]] = {}
    for index, (id_, changes) in enumerate(given):
        if id_ in found:
            detail = "It is named twice."
            raise Invalid("invalid", detail, [Fault(f"/{name}/{index}/id", detail, "twice")])
        found[id_] = changes
    return found
