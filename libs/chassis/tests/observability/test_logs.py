"""Log lines are for machines, name their operation, and hold no secrets."""

import io
import json
import logging
from collections.abc import Iterator
from uuid import uuid4

import pytest
import structlog

from aegis_chassis.observability.logs import configure_logs
from aegis_chassis.observability.operation import Operation, operating
from aegis_chassis.observability.redaction import REDACTED, redacted
from aegis_kernel.rights import Caller, Role


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    """What is logged during a test; the set-up before it is put back."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    stream = io.StringIO()
    configure_logs(level="INFO", service="toy", stream=stream)
    yield stream
    structlog.reset_defaults()
    root.handlers = before
    root.setLevel(level)


def lines(out: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_line_is_json_with_time_level_service_and_operation(out: io.StringIO) -> None:
    caller = Caller(id=uuid4(), name="Ada", roles=frozenset({Role.ADMIN}))
    operation = Operation(
        name="tests.submit", caller=caller, correlation_id="r-1", traceparent=f"00-{'a' * 32}-{'b' * 16}-01"
    )
    with operating(operation):
        structlog.get_logger("x").info("test.submitted", count=3)
    (line,) = lines(out)
    assert line.pop("timestamp")
    assert line == {
        "event": "test.submitted", "level": "info", "logger": "x", "service": "toy", "count": 3,
        "operation": "tests.submit", "request_id": "r-1", "trace_id": "a" * 32, "caller": str(caller.id),
    }  # fmt: skip


def test_lines_of_libraries_look_alike(out: io.StringIO) -> None:
    logging.getLogger("library").warning("connecting to %s", "postgresql://aegis:hunter2@db/x")
    (line,) = lines(out)
    assert (line["event"], line["level"]) == (f"connecting to postgresql://{REDACTED}@db/x", "warning")


def test_an_exception_comes_whole_but_without_secrets(out: io.StringIO) -> None:
    try:
        raise ValueError("no: Bearer abcdefghijklmnop")
    except ValueError:
        structlog.get_logger("x").exception("failed", password="hunter2")
    (line,) = lines(out)
    assert "hunter2" not in out.getvalue()
    assert "abcdefghijklmnop" not in out.getvalue()
    assert line["password"] == REDACTED
    assert "ValueError" in json.dumps(line["exception"])


def test_below_the_level_nothing_is_said(out: io.StringIO) -> None:
    structlog.get_logger("x").debug("noise")
    assert out.getvalue() == ""


@pytest.mark.parametrize(
    "name",
    [
        "password", "new_password", "passphrase", "access_token", "refresh_token", "Authorization", "cookie",
        "Set-Cookie", "api_key", "private_key", "client_secret", "dsn", "csrf_token", "credential",
    ],
)  # fmt: skip
def test_fields_are_hidden_by_their_name_at_any_depth(name: str) -> None:
    assert redacted({"outer": [{name: "value"}]}) == {"outer": [{name: REDACTED}]}


def test_ids_of_tokens_are_no_secrets() -> None:
    assert redacted({"token_id": "t-1", "author": "Ada"}) == {"token_id": "t-1", "author": "Ada"}


@pytest.mark.parametrize(
    "text",
    [
        "aeg_abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
        "eyJhbGciOiJFZDI1NTE5In0.eyJzdWIiOiJ4In0.c2lnbmF0dXJl",
        "Bearer c2VjcmV0c2VjcmV0",
        "Basic dXNlcjpwYXNz",
        "user:hunter2",
        "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA",
    ],
)
def test_secrets_are_found_inside_text(text: str) -> None:
    secret = text.removeprefix("Bearer ").removeprefix("Basic ")
    line = f"said postgresql://{text}@db/x" if ":" in text else f"said {text} and went on"
    assert secret not in str(redacted(line))
    assert "said" in str(redacted(line))


def test_secrets_deep_inside_a_line_are_hidden(out: io.StringIO) -> None:
    structlog.get_logger("x").info("said", request={"headers": [{"Cookie": "c1"}], "text": "BEARER abcdefghijkl"})
    assert "c1" not in out.getvalue()
    assert "abcdefghijkl" not in out.getvalue()


def test_what_json_does_not_know_is_told_all_the_same(out: io.StringIO) -> None:
    structlog.get_logger("x").info("odd", thing=object(), error=ValueError("Bearer abcdefghijkl"))
    (line,) = lines(out)
    assert str(line["thing"]).startswith("<object")
    assert "abcdefghijkl" not in out.getvalue()
