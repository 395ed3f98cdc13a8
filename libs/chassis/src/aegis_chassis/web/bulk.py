"""Many things at once: at most 1,000, a result each, in the order in which they were given."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response
from litestar.params import QueryParameter

from aegis_chassis.web.problems import STATUS_OF_KIND, Problem, ProblemFault
from aegis_kernel.bulk import Outcome
from aegis_kernel.errors import DomainError

Atomic = Annotated[bool, QueryParameter(description="All or none: one that is refused refuses all.")]


class BulkResult(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one item: its `id`, or the `problem` for which nothing was done."""

    index: int
    status: int
    id: UUID | None = None
    problem: Problem | None = None


class BulkAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A result for each item."""

    results: list[BulkResult]


def bulk_answer(outcomes: Sequence[Outcome], *, done: int = 201) -> Response[BulkAnswer]:
    """The answer, 200 whatever became of the items; `done` is the status of those that were done."""
    results = [
        BulkResult(index=index, status=STATUS_OF_KIND.get(outcome.kind, 500), problem=_problem(outcome))
        if isinstance(outcome, DomainError)
        else BulkResult(index=index, status=done, id=outcome)
        for index, outcome in enumerate(outcomes)
    ]
    return Response(BulkAnswer(results=results), status_code=200)


def _problem(error: DomainError) -> Problem:
    status = STATUS_OF_KIND.get(error.kind, 500)
    return Problem(
        type=f"urn:aegis:problem:{error.code}",
        title=error.kind.replace("_", " ").capitalize(),
        status=status,
        detail=error.detail,
        code=error.code,
        errors=[ProblemFault(pointer=fault.pointer, detail=fault.detail, code=fault.code) for fault in error.faults],
    )
