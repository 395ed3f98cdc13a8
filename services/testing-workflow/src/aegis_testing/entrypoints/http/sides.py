"""Moves of one side: claim, submit, recall, return, approve, reject, withdraw, resume, shift all times."""

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Response, post
from litestar.params import JSONBody

from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import IfMatch, answered
from aegis_testing.application.commands.approve_side import ApproveSide, ApproveSideCommand
from aegis_testing.application.commands.claim_side import ClaimSide, ClaimSideCommand
from aegis_testing.application.commands.recall_side import RecallSide, RecallSideCommand
from aegis_testing.application.commands.reject_side import RejectSide, RejectSideCommand
from aegis_testing.application.commands.resume_side import ResumeSide, ResumeSideCommand
from aegis_testing.application.commands.return_side import ReturnSide, ReturnSideCommand
from aegis_testing.application.commands.shift_times import ShiftTimes, ShiftTimesCommand
from aegis_testing.application.commands.submit_side import SubmitSide, SubmitSideCommand
from aegis_testing.application.commands.withdraw_vote import WithdrawVote, WithdrawVoteCommand
from aegis_testing.application.queries.test_detail import TestDetail, TestDetails
from aegis_testing.entrypoints.http.refs import SidePath, TestPath, test_ref
from aegis_testing.entrypoints.http.requests import NO_REASON, PerhapsReason, ReasonRequest, ShiftRequest


class SideController(Controller):
    """Moves of one side of a test. Each answers the new state."""

    path = "/tests/{test:str}"
    tags = ("Tests",)

    @post("/claim/{side:str}", operation_id="tests.claim", status_code=200)
    async def claim(
        self,
        caller: CurrentCaller,
        test: TestPath,
        side: SidePath,
        if_match: IfMatch,
        use_case: FromDishka[ClaimSide],
        details: FromDishka[TestDetails],
    ) -> Response[TestDetail]:
        """Takes a side that nobody has."""
        command = ClaimSideCommand(test=test_ref(test), version=if_match, side=side)
        done = await use_case(caller, command)
        view = await details(caller, done.id)
        return answered(view, version=view.version)

    @post("/{side:str}/submit", operation_id="tests.submit", status_code=200)
    async def submit(
        self,
        caller: CurrentCaller,
        test: TestPath,
        side: SidePath,
        if_match: IfMatch,
        use_case: FromDishka[SubmitSide],
        details: FromDishka[TestDetails],
    ) -> Response[TestDetail]:
        """Hands a side's work in."""
        command = SubmitSideCommand(test=test_ref(test), version=if_match, side=side)
        done = await use_case(caller, command)
        view = await details(caller, done.id)
        return answered(view, version=view.version)

    @post("/{side:str}/recall", operation_id="tests.recall", status_code=200)
    async def recall(
        self,
        caller: CurrentCaller,
        test: TestPath,
        side: SidePath,
        if_match: IfMatch,
        use_case: FromDishka[RecallSide],
        details: FromDishka[TestDetails],
    ) -> Response[TestDetail]:
        """Takes submitted work back, before a decision; who submitted it may."""
        command = RecallSideCommand(test=test_ref(test), version=if_match, side=side)
        done = await use_case(caller, command)
        view = await details(caller, done.id)
        return answered(view, version=view.version)

    @post("/{side:str}/return", operation_id="tests.return", status_code=200)
    async def give_back(
        self,
        caller: CurrentCaller,
        test: TestPath,
        side: SidePath,
        if_match: IfMatch,
        data: JSONBody[ReasonRequest],
        use_case: FromDishka[ReturnSide],
        details: FromDishka[TestDetails],
    ) -> Response[TestDetail]:
        """Gives submitted work back to its side, without a vote."""
        command = ReturnSideCommand(test=test_ref(test), version=if_match, side=side, reason=data.reason)
        done = await use_case(caller, command)
        view = await details(caller, done.id)
        return answered(view, version=view.version)

    @post("/{side:str}/approve", operation_id="tests.approve", status_code=200)
    async def approve(
        self,
        caller: CurrentCaller,
        test: TestPath,
        side: SidePath,
        if_match: IfMatch,
        use_case: FromDishka[ApproveSide],
        details: FromDishka[TestDetails],
        data: JSONBody[PerhapsReason] = NO_REASON,
    ) -> Response[TestDetail]:
        """Approves a side. The second approval validates the test. Contradictions stop it until they are fixed or
        explained."""
        command = ApproveSideCommand(test=test_ref(test), version=if_match, side=side, reason=data.reason)
        done = await use_case(caller, command)
        view = await details(caller, done.id)
        return answered(view, version=view.version)

    @post("/{side:str}/reject", operation_id="tests.reject", status_code=200)
    async def reject(
        self,
        caller: CurrentCaller,
        test: TestPath,
        side: SidePath,
        if_match: IfMatch,
        data: JSONBody[ReasonRequest],
        use_case: FromDishka[RejectSide],
        details: FromDishka[TestDetails],
    ) -> Response[TestDetail]:
        """Rejects a side's work; it waits until somebody resumes it."""
        command = RejectSideCommand(test=test_ref(test), version=if_match, side=side, reason=data.reason)
        done = await use_case(caller, command)
        view = await details(caller, done.id)
        return answered(view, version=view.version)

    @post("/{side:str}/withdraw", operation_id="tests.withdraw", status_code=200)
    async def withdraw(
        self,
        caller: CurrentCaller,
        test: TestPath,
        side: SidePath,
        if_match: IfMatch,
        use_case: FromDishka[WithdrawVote],
        details: FromDishka[TestDetails],
        data: JSONBody[PerhapsReason] = NO_REASON,
    ) -> Response[TestDetail]:
        """Takes one's own vote on a side back, until the test is validated."""
        command = WithdrawVoteCommand(test=test_ref(test), version=if_match, side=side, reason=data.reason)
        done = await use_case(caller, command)
        view = await details(caller, done.id)
        return answered(view, version=view.version)

    @post("/{side:str}/resume", operation_id="tests.resume", status_code=200)
    async def resume(
        self,
        caller: CurrentCaller,
        test: TestPath,
        side: SidePath,
        if_match: IfMatch,
        use_case: FromDishka[ResumeSide],
        details: FromDishka[TestDetails],
    ) -> Response[TestDetail]:
        """Takes returned or rejected work up again."""
        command = ResumeSideCommand(test=test_ref(test), version=if_match, side=side)
        done = await use_case(caller, command)
        view = await details(caller, done.id)
        return answered(view, version=view.version)

    @post("/{side:str}/shift-times", operation_id="tests.shift-times", status_code=200)
    async def shift_times(
        self,
        caller: CurrentCaller,
        test: TestPath,
        side: SidePath,
        if_match: IfMatch,
        data: JSONBody[ShiftRequest],
        use_case: FromDishka[ShiftTimes],
        details: FromDishka[TestDetails],
    ) -> Response[TestDetail]:
        """Moves all times of a side at once, when a clock or a time zone was off."""
        command = ShiftTimesCommand(
            test=test_ref(test), version=if_match, side=side, offset_seconds=data.offset_seconds
        )
        done = await use_case(caller, command)
        view = await details(caller, done.id)
        return answered(view, version=view.version)
