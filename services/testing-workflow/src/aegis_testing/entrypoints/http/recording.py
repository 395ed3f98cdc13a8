"""What is put down in a test: executions and observations, rule results, the response."""

from uuid import UUID

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Response, delete, patch, post
from litestar.params import FromPath, JSONBody

from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import IfMatch, answered
from aegis_kernel.ids import Ids
from aegis_testing.application.commands.add_execution import AddExecution, AddExecutionCommand
from aegis_testing.application.commands.add_observation import AddObservation, AddObservationCommand
from aegis_testing.application.commands.change_execution import ChangeExecution, ChangeExecutionCommand
from aegis_testing.application.commands.change_observation import ChangeObservation, ChangeObservationCommand
from aegis_testing.application.commands.record_response import RecordResponse, RecordResponseCommand
from aegis_testing.application.commands.record_rule_result import RecordRuleResult, RecordRuleResultCommand
from aegis_testing.application.commands.remove_execution import RemoveExecution, RemoveExecutionCommand
from aegis_testing.application.commands.remove_observation import RemoveObservation, RemoveObservationCommand
from aegis_testing.application.commands.remove_rule_result import RemoveRuleResult, RemoveRuleResultCommand
from aegis_testing.application.queries.test_detail import TestDetail, TestDetails
from aegis_testing.entrypoints.http.recording_requests import (
    ExecutionPatch,
    ExecutionRequest,
    ObservationPatch,
    ObservationRequest,
    ResponseRequest,
    RuleResultRequest,
)
from aegis_testing.entrypoints.http.refs import TestPath, test_ref


class RecordingController(Controller):
    """What red and blue put down. Each call answers the whole test."""

    path = "/tests/{test:str}"
    tags = ("Tests",)

    @post("/executions", operation_id="tests.executions.add", status_code=201)
    async def add_execution(
        self,
        caller: CurrentCaller,
        test: TestPath,
        if_match: IfMatch,
        data: JSONBody[ExecutionRequest],
        use_case: FromDishka[AddExecution],
        details: FromDishka[TestDetails],
        ids: FromDishka[Ids],
    ) -> Response[TestDetail]:
        """Adds an execution, while red is open. Blue's approval, if it has one, lapses."""
        command = AddExecutionCommand(test=test_ref(test), version=if_match, execution=data.execution(ids.new()))
        done = await use_case(caller, command)
        view = await details(caller, done.id)
        return answered(view, version=view.version, status_code=201)

    @patch("/executions/{execution_id:uuid}", operation_id="tests.executions.change", status_code=200)
    async def change_execution(
        self,
        caller: CurrentCaller,
        test: TestPath,
        execution_id: FromPath[UUID],
        if_match: IfMatch,
        data: JSONBody[ExecutionPatch],
        use_case: FromDishka[ChangeExecution],
        details: FromDishka[TestDetails],
    ) -> Response[TestDetail]:
        """Changes an execution: hosts and the like until the end, times and outcome while red is open."""
        command = ChangeExecutionCommand(
            test=test_ref(test), version=if_match, execution_id=execution_id, changes=data.changes()
        )
        done = await use_case(caller, command)
        view = await details(caller, done.id)
        return answered(view, version=view.version)

    @delete("/executions/{execution_id:uuid}", operation_id="tests.executions.remove", status_code=200)
    async def remove_execution(
        self,
        caller: CurrentCaller,
        test: TestPath,
        execution_id: FromPath[UUID],
        if_match: IfMatch,
        use_case: FromDishka[RemoveExecution],
        details: FromDishka[TestDetails],
    ) -> Response[TestDetail]:
        """Removes an execution that blue has not observed."""
        command = RemoveExecutionCommand(test=test_ref(test), version=if_match, execution_id=execution_id)
        done = await use_case(caller, command)
        view = await details(caller, done.id)
        return answered(view, version=view.version)

    @post("/observations", operation_id="tests.observations.add", status_code=201)
    async def add_observation(
        self,
        caller: CurrentCaller,
        test: TestPath,
        if_match: IfMatch,
        data: JSONBody[ObservationRequest],
        use_case: FromDishka[AddObservation],
        details: FromDishka[TestDetails],
        ids: FromDishka[Ids],
    ) -> Response[TestDetail]:
        """Adds what one tool showed of one execution, while blue is open."""
        command = AddObservationCommand(test=test_ref(test), version=if_match, observation=data.observation(ids.new()))
        done = await use_case(caller, command)
        view = await details(caller, done.id)
        return answered(view, version=view.version, status_code=201)

    @patch("/observations/{observation_id:uuid}", operation_id="tests.observations.change", status_code=200)
    async def change_observation(
        self,
        caller: CurrentCaller,
        test: TestPath,
        observation_id: FromPath[UUID],
        if_match: IfMatch,
        data: JSONBody[ObservationPatch],
        use_case: FromDishka[ChangeObservation],
        details: FromDishka[TestDetails],
    ) -> Response[TestDetail]:
        """Changes an observation: references and severities until the end, the rest while blue is open."""
        command = ChangeObservationCommand(
            test=test_ref(test), version=if_match, observation_id=observation_id, changes=data.changes()
        )
        done = await use_case(caller, command)
        view = await details(caller, done.id)
        return answered(view, version=view.version)

    @delete("/observations/{observation_id:uuid}", operation_id="tests.observations.remove", status_code=200)
    async def remove_observation(
        self,
        caller: CurrentCaller,
        test: TestPath,
        observation_id: FromPath[UUID],
        if_match: IfMatch,
        use_case: FromDishka[RemoveObservation],
        details: FromDishka[TestDetails],
    ) -> Response[TestDetail]:
        """Removes an observation, while blue is open."""
        command = RemoveObservationCommand(test=test_ref(test), version=if_match, observation_id=observation_id)
        done = await use_case(caller, command)
        view = await details(caller, done.id)
        return answered(view, version=view.version)

    @post("/rule-results", operation_id="tests.rule_results.record", status_code=200)
    async def record_rule_result(
        self,
        caller: CurrentCaller,
        test: TestPath,
        if_match: IfMatch,
        data: JSONBody[RuleResultRequest],
        use_case: FromDishka[RecordRuleResult],
        details: FromDishka[TestDetails],
    ) -> Response[TestDetail]:
        """Records whether a detection rule fired, in place of what was recorded of it before."""
        command = RecordRuleResultCommand(test=test_ref(test), version=if_match, result=data.result())
        done = await use_case(caller, command)
        view = await details(caller, done.id)
        return answered(view, version=view.version)

    @delete("/rule-results/{rule_id:uuid}", operation_id="tests.rule_results.remove", status_code=200)
    async def remove_rule_result(
        self,
        caller: CurrentCaller,
        test: TestPath,
        rule_id: FromPath[UUID],
        if_match: IfMatch,
        use_case: FromDishka[RemoveRuleResult],
        details: FromDishka[TestDetails],
    ) -> Response[TestDetail]:
        """Removes a rule's result, while blue is open."""
        command = RemoveRuleResultCommand(test=test_ref(test), version=if_match, rule_id=rule_id)
        done = await use_case(caller, command)
        view = await details(caller, done.id)
        return answered(view, version=view.version)

    @post("/response", operation_id="tests.response.record", status_code=200)
    async def record_response(
        self,
        caller: CurrentCaller,
        test: TestPath,
        if_match: IfMatch,
        data: JSONBody[ResponseRequest],
        use_case: FromDishka[RecordResponse],
        details: FromDishka[TestDetails],
    ) -> Response[TestDetail]:
        """Records when blue responded, and when it was contained."""
        command = RecordResponseCommand(test=test_ref(test), version=if_match, **data.changes())
        done = await use_case(caller, command)
        view = await details(caller, done.id)
        return answered(view, version=view.version)
