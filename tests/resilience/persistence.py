"""A client that goes on while parts of the suite die: it waits out what is away, and repeats nothing blindly."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

from aegis_client.http import AegisClient
from aegis_client.problem import Problem, Unreachable

T = TypeVar("T")

GIVE_UP_AFTER = 90.0
PASSING = {502, 503, 504}


def persist(attempt: Callable[[], T]) -> T:
    """Tries until it goes through. What may pass is tried again; any other refusal fails the test."""
    deadline = time.monotonic() + GIVE_UP_AFTER
    while True:
        try:
            return attempt()
        except Unreachable:
            if time.monotonic() > deadline:
                raise
        except Problem as problem:
            if problem.status not in PASSING or time.monotonic() > deadline:
                raise
        time.sleep(0.1)


def act(client: AegisClient, test: str, move: str, done: Callable[[Any], bool], body: Any = None) -> Any:
    """Takes a move on the present state of a test, unless it shows already: an answer may have been lost on the way."""

    def attempt() -> Any:
        read = client.get(test)
        if done(read.json):
            return read.json
        try:
            return client.post(f"{test}/{move}", body, version=read.etag).json
        except Problem as problem:
            if problem.status in {409, 412} and done(again := client.get(test).json):
                return again
            raise

    return persist(attempt)
