"""Moves of a whole test: start, hold, release, cancel; testing again; contradictions."""

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Response, post
from litestar.params import JSONBody

from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import IfMatch, answered, created
from aegis_chassis.web.openapi import API
from aegis_testing.application.commands.cancel_test import CancelTest, CancelTestCommand
from aegis_testing.application.commands.explain_contradiction import (
    ExplainContradiction,
    ExplainContradictionCommand,
)
from aegis_testing.application.commands.hold_test import HoldTest, HoldTestCommand
from aegis_testing.application.commands.release_test import ReleaseTest, ReleaseTestCommand
from aegis_testing.application.commands.rerun import Rerun, RerunCommand
from aegis_testing.application.commands.retest import Retest, RetestCommand
from aegis_testing.application.commands.reveal_test import RevealTest, RevealTestCommand
from aegis_testing.application.commands.start_test import StartTest, StartTestCommand
from aegis_testing.application.queries.test_detail import TestDetail, TestDetails
from aegis_testing.entrypoints.http.refs import TestPath, test_ref
from aegis_testing.entrypoints.http.requests import NO_REASON, ExplanationRequest, PerhapsReason, ReasonRequest


class MoveController(Controller):
    """Moves of a whole test. Each answers the new state."""

    path = "/tests/{test:str}"
    tags = ("Tests",)

    @post("/start", operation_id="tests.start", status_code=200)
    async def start(
        self,
        caller: CurrentCaller,
        test: TestPath,
        if_match: IfMatch,
        start: FromDishka[StartTest],
        details: FromDishka[TestDetails],
        data: JSONBody[PerhapsReason] = NO_REASON,
    ) -> Response[TestDetail]:
        """Starts a draft: both sides may work. Outside the window of its campaign it takes a lead's reason."""
        done = await start(caller, StartTestCommand(test=test_ref(test), version=if_match, reason=data.reason))
        view = await details(caller, done.id)
        return answered(view, version=view.version)

    @post("/hold", operation_id="tests.hold", status_code=200)
    async def hold(
        self,
        caller: CurrentCaller,
        test: TestPath,
        if_match: IfMatch,
        hold: FromDishka[HoldTest],
        details: FromDishka[TestDetails],
        data: JSONBody[PerhapsReason] = NO_REASON,
    ) -> Response[TestDetail]:
        """Holds a test: its clocks stop, and so do its moves."""
        done = await hold(caller, HoldTestCommand(test=test_ref(test), version=if_match, reason=data.reason))
        view = await details(caller, done.id)
        return answered(view, version=view.version)

    @post("/release", operation_id="tests.release", status_code=200)
    async def release(
        self,
        caller: CurrentCaller,
        test: TestPath,
        if_match: IfMatch,
        release: FromDishka[ReleaseTest],
        details: FromDishka[TestDetails],
    ) -> Response[TestDetail]:
        """Lets a held test go on."""
        done = await release(caller, ReleaseTestCommand(test=test_ref(test), version=if_match))
        view = await details(caller, done.id)
        return answered(view, version=view.version)

    @post("/cancel", operation_id="tests.cancel", status_code=200)
    async def cancel(
        self,
        caller: CurrentCaller,
        test: TestPath,
        if_match: IfMatch,
        data: JSONBody[ReasonRequest],
        cancel: FromDishka[CancelTest],
        details: FromDishka[TestDetails],
    ) -> Response[TestDetail]:
        """Ends a test before its validation."""
        done = await cancel(caller, CancelTestCommand(test=test_ref(test), version=if_match, reason=data.reason))
        view = await details(caller, done.id)
        return answered(view, version=view.version)

    @post("/retest", operation_id="tests.retest")
    async def retest(
        self,
        caller: CurrentCaller,
        test: TestPath,
        if_match: IfMatch,
        retest: FromDishka[Retest],
        details: FromDishka[TestDetails],
        data: JSONBody[PerhapsReason] = NO_REASON,
    ) -> Response[TestDetail]:
        """A new draft that checks a fix of a validated test; it is the answer. An original has three at most."""
        made = await retest(caller, RetestCommand(test=test_ref(test), version=if_match, reason=data.reason))
        view = await details(caller, made.id)
        return created(view, version=view.version, location=f"{API}/tests/{made.id}")

    @post("/rerun", operation_id="tests.rerun")
    async def rerun(
        self,
        caller: CurrentCaller,
        test: TestPath,
        if_match: IfMatch,
        rerun: FromDishka[Rerun],
        details: FromDishka[TestDetails],
    ) -> Response[TestDetail]:
        """A new draft of the same, any time; it is the answer."""
        made = await rerun(caller, RerunCommand(test=test_ref(test), version=if_match))
        view = await details(caller, made.id)
        return created(view, version=view.version, location=f"{API}/tests/{made.id}")

    @post("/reveal", operation_id="tests.reveal", status_code=200)
    async def reveal(
        self,
        caller: CurrentCaller,
        test: TestPath,
        if_match: IfMatch,
        reveal: FromDishka[RevealTest],
        details: FromDishka[TestDetails],
    ) -> Response[TestDetail]:
        """Shows the red side of a blind test; a red lead may, at any time."""
        done = await reveal(caller, RevealTestCommand(test=test_ref(test), version=if_match))
        view = await details(caller, done.id)
        return answered(view, version=view.version)

    @post("/contradictions", operation_id="tests.explain", status_code=200)
    async def explain(
        self,
        caller: CurrentCaller,
        test: TestPath,
        if_match: IfMatch,
        data: JSONBody[ExplanationRequest],
        explain: FromDishka[ExplainContradiction],
        details: FromDishka[TestDetails],
    ) -> Response[TestDetail]:
        """Explains why a contradiction is none, so that it stops no approval any more; until its facts change."""
        command = ExplainContradictionCommand(
            test=test_ref(test), version=if_match, side=data.side, key=data.key, explanation=data.explanation
        )
        done = await explain(caller, command)
        view = await details(caller, done.id)
        return answered(view, version=view.version)
