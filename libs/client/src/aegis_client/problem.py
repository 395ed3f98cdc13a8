"""What went wrong, as a server says it: RFC 9457."""

import httpx
import msgspec


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong or missing; `pointer` is a JSON pointer into what was sent."""

    detail: str
    pointer: str = ""
    code: str = ""


class ProblemBody(msgspec.Struct, frozen=True, kw_only=True):
    """The body of an error answer."""

    status: int
    code: str = ""
    title: str = ""
    detail: str = ""
    errors: tuple[Fault, ...] = ()


class Problem(Exception):
    """A refusal by the server: `status`, `code`, and every fault that it named."""

    def __init__(self, body: ProblemBody, *, request_id: str | None = None) -> None:
        super().__init__(body.detail or body.title)
        self.body = body
        self.request_id = request_id

    @property
    def status(self) -> int:
        return self.body.status

    @property
    def code(self) -> str:
        return self.body.code


class Unreachable(Exception):
    """No server answers at the address, or what answers is not Aegis."""


def problem_of(response: httpx.Response) -> Problem:
    """The problem that an error answer tells of; one made from its status when it does not."""
    try:
        body = msgspec.json.decode(response.content, type=ProblemBody)
    except msgspec.MsgspecError:
        body = ProblemBody(
            status=response.status_code,
            code="not_a_problem",
            title=response.reason_phrase,
            detail=f"{response.status_code} {response.reason_phrase} from {response.request.url}",
        )
    return Problem(body, request_id=response.headers.get("X-Request-Id"))
