"""Comments on tests over HTTP."""

from typing import Annotated
from uuid import UUID

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Response, delete, get, patch, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import IfMatch, answered, created
from aegis_chassis.web.openapi import API
from aegis_chassis.web.paging import PageView
from aegis_testing.application.commands.comment import CommentCommand, CommentOnTest
from aegis_testing.application.queries.comments import CommentsOnTest, CommentView, comment_view
from aegis_testing.domain.comment import MAX_MENTIONS, MAX_TEXT
from aegis_testing.entrypoints.http.refs import TestPath, test_ref


class CommentRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is said, and which users, by id, it is for."""

    text: Annotated[str, Meta(min_length=1, max_length=MAX_TEXT)]
    mentions: Annotated[tuple[UUID, ...], Meta(max_length=MAX_MENTIONS)] = ()


class CommentController(Controller):
    """What people say to one another about a test."""

    path = "/tests/{test:str}/comments"
    tags = ("Comments",)

    @get(operation_id="tests.comments.list")
    async def all(
        self, caller: CurrentCaller, test: TestPath, comments: FromDishka[CommentsOnTest]
    ) -> PageView[CommentView]:
        """All comments on a test, the oldest first; of a blind test's, before its reveal, the caller's own."""
        return PageView(items=list(await comments.all(caller, test_ref(test))))

    @post(operation_id="tests.comments.add")
    async def add(
        self, caller: CurrentCaller, test: TestPath, data: JSONBody[CommentRequest], comment: FromDishka[CommentOnTest]
    ) -> Response[CommentView]:
        """Says something; whoever may read the test may."""
        command = CommentCommand(test=test_ref(test), text=data.text, mentions=data.mentions)
        view = comment_view(await comment(caller, command))
        return created(view, version=view.version, location=f"{API}/tests/{test}/comments/{view.id}/revisions")

    @patch("/{comment_id:uuid}", operation_id="tests.comments.revise")
    async def revise(
        self,
        caller: CurrentCaller,
        test: TestPath,
        comment_id: FromPath[UUID],
        if_match: IfMatch,
        data: JSONBody[CommentRequest],
        comment: FromDishka[CommentOnTest],
    ) -> Response[CommentView]:
        """Says it otherwise; its author may. The wording that it had stays readable."""
        command = CommentCommand(
            test=test_ref(test), text=data.text, mentions=data.mentions, comment_id=comment_id, version=if_match
        )
        view = comment_view(await comment(caller, command))
        return answered(view, version=view.version)

    @delete("/{comment_id:uuid}", operation_id="tests.comments.remove", status_code=200)
    async def remove(
        self,
        caller: CurrentCaller,
        test: TestPath,
        comment_id: FromPath[UUID],
        if_match: IfMatch,
        comment: FromDishka[CommentOnTest],
    ) -> Response[CommentView]:
        """Takes it back, with every wording; that there was one stays."""
        command = CommentCommand(test=test_ref(test), text=None, comment_id=comment_id, version=if_match)
        view = comment_view(await comment(caller, command))
        return answered(view, version=view.version)

    @get("/{comment_id:uuid}/revisions", operation_id="tests.comments.revisions")
    async def revisions(
        self, caller: CurrentCaller, test: TestPath, comment_id: FromPath[UUID], comments: FromDishka[CommentsOnTest]
    ) -> PageView[CommentView]:
        """Every wording, the first one first, the present one last."""
        return PageView(items=list(await comments.wordings(caller, test_ref(test), comment_id)))
