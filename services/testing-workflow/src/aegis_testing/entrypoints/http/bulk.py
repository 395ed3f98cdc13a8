"""Many tests at once over HTTP."""

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Response, post
from litestar.params import JSONBody

from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.bulk import Atomic, BulkAnswer, bulk_answer
from aegis_kernel.errors import DomainError
from aegis_testing.application.bulk_items import BulkItem
from aegis_testing.application.commands.bulk_tests import BulkTests, BulkTestsCommand
from aegis_testing.entrypoints.http.bulk_requests import BulkRequest, Item


class BulkController(Controller):
    """Many tests."""

    path = "/tests"
    tags = ("Tests",)

    @post("/bulk", operation_id="tests.bulk", status_code=200)
    async def bulk(
        self, caller: CurrentCaller, data: JSONBody[BulkRequest], bulk: FromDishka[BulkTests], atomic: Atomic = False
    ) -> Response[BulkAnswer]:
        """Makes, assigns, starts, submits, approves, tags or cancels tests, sets what is expected of them and when they
        are due: each item is done whole or not at all, and its result says which. A test that is approved with a
        contradiction is passed over."""
        items = [_item(one) for one in data.items]
        return bulk_answer(await bulk(caller, BulkTestsCommand(items=items, atomic=atomic)), done=200)


def _item(asked: Item) -> BulkItem | DomainError:
    """What is wrong with an item by itself is its own result."""
    try:
        return asked.item()
    except DomainError as refused:
        return refused
