"""The standalone sends a path to the service that owns it, and runs every service's lifespan."""

from typing import Any

import pytest

from aegis_standalone.dispatcher import Dispatcher
from aegis_standalone.lifespans import StartFailed, lifespans_of


class Recording:
    """An application that remembers what it was asked."""

    def __init__(self, name: str, *, fails: bool = False) -> None:
        self.name = name
        self.fails = fails
        self.heard: list[str] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "lifespan":
            self.heard.append(scope["path"])
            return
        while True:
            message = await receive()
            self.heard.append(message["type"])
            kind = "failed" if self.fails else "complete"
            await send({"type": f"{message['type']}.{kind}", "message": "no database"})
            if self.fails or message["type"] == "lifespan.shutdown":
                return


@pytest.mark.parametrize(
    "path, owner",
    [
        ("/api/v1/techniques", "catalog"),
        ("/api/v1/techniques/T1059", "catalog"),
        ("/api/v1/tests/1/red/submit", "testing"),
        ("/.well-known/jwks.json", "identity"),
        ("/api/v1/unknown", "fallback"),
        ("/internal/token-exchange", "fallback"),
        ("/api/v1", "fallback"),
        ("/api/v1/techniquesque", "fallback"),
    ],
)
async def test_a_path_goes_to_the_service_that_owns_its_first_segment(path: str, owner: str) -> None:
    apps = {name: Recording(name) for name in ("catalog", "testing", "identity", "fallback")}
    dispatcher = Dispatcher(
        {"techniques": apps["catalog"], "tests": apps["testing"]},
        {"/.well-known/jwks.json": apps["identity"]},
        apps["fallback"],
    )

    async def nothing(*_: Any) -> Any:
        return None

    await dispatcher({"type": "http", "path": path}, nothing, nothing)
    assert {name: app.heard for name, app in apps.items() if app.heard} == {owner: [path]}


async def test_every_lifespan_is_started_and_shut_down() -> None:
    apps = [Recording("one"), Recording("two")]
    async with lifespans_of(apps):
        assert [app.heard for app in apps] == [["lifespan.startup"]] * 2
    assert [app.heard for app in apps] == [["lifespan.startup", "lifespan.shutdown"]] * 2


async def test_one_that_cannot_start_says_why_and_the_others_are_shut_down() -> None:
    good, bad = Recording("good"), Recording("bad", fails=True)
    with pytest.raises(StartFailed, match="no database"):
        async with lifespans_of([good, bad]):
            pytest.fail("started")
    assert good.heard == ["lifespan.startup", "lifespan.shutdown"]
