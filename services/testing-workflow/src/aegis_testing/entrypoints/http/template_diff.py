"""A test's template over HTTP."""

from typing import Any

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get

from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import cacheable
from aegis_testing.application.queries.template_diff import TemplateDiff, TestTemplate
from aegis_testing.entrypoints.http.refs import TestPath, test_ref


class TemplateDiffController(Controller):
    """What a test keeps of its template, and what that says now."""

    path = "/tests/{test:str}/template"
    tags = ("Tests",)

    @get(operation_id="tests.template")
    async def diff(
        self, request: Request[Any, Any, Any], caller: CurrentCaller, test: TestPath, diff: FromDishka[TestTemplate]
    ) -> Response[TemplateDiff]:
        """The version of the template that the test keeps beside the present one, and what differs."""
        return cacheable(request, await diff(caller, test_ref(test)))
