"""A blind test with a canary in every hidden field, and eyes for it: whatever comes out where it must not."""

from collections.abc import Iterable
from typing import Any

from testing_support.people import BELA, ROSA, RUTH
from testing_support.service import Suite
from testing_support.tests import POWERSHELL

CANARY = "canary"
SECRETS = (CANARY, POWERSHELL.attack_id, POWERSHELL.name, str(POWERSHELL.id), ROSA.name, str(ROSA.id), str(RUTH.id))
"""Words that nobody but red may find: what it is about, of which technique, and who does it."""


def leaks(text: str, secrets: Iterable[str] = SECRETS) -> list[str]:
    """Those of `secrets` that stand in `text`, whatever their case."""
    lower = text.lower()
    return [one for one in secrets if one.lower() in lower]


async def blind_test(suite: Suite, *, started: bool = True, **blind: Any) -> Any:
    """Drafted by Rosa, with Bela for blue; started, with an execution and red evidence, unless it stays a draft."""
    test = await suite.draft(
        ROSA,
        red=ROSA,
        blue=BELA,
        procedure={"name": "canary name", "command": "canary command", "clean_up": "canary clean up"},
        tags=["canary tag"],
        expected="alert",
        expected_tools=["canary tool"],
        due="2031-03-07",
        blind=blind,
    )
    if not started:
        return test
    await suite.act(ROSA, test, "start")
    await execute(suite, test)
    answer = await suite.send(
        ROSA,
        "PATCH",
        f"/tests/{test['id']}",
        {"red": {"notes": "canary notes"}},
        version=(await suite.get(ROSA, f"/tests/{test['id']}"))["version"],
    )
    assert answer.is_success, answer.text
    await upload(suite, ROSA, test, "red", "canary.txt", "canary caption")
    return await suite.get(ROSA, f"/tests/{test['id']}")


async def execute(suite: Suite, test: Any) -> Any:
    body = {
        "platform": "Windows", "environment": "lab", "outcome": "succeeded", "source": "canary-source",
        "target": "canary-target", "user": "canary-user", "command": "canary ran", "process_id": 47110815,
        "started_at": "2026-11-24T11:47:31Z",
    }  # fmt: skip
    return await suite.act(ROSA, test, "executions", body)


async def upload(suite: Suite, who: Any, test: Any, side: str, name: str, caption: str = "") -> Any:
    answer = await suite.http.post(
        "/api/v1/evidence",
        data={"test_id": test["id"], "side": side, "caption": caption},
        files={"file": (name, b"canary bytes" if side == "red" else b"seen")},
        headers=suite.headers(who),
    )
    assert answer.status_code == 201, answer.text
    return answer.json()


async def all_records(suite: Suite) -> list[tuple[str, str]]:
    """Topic and whole record, headers too, of all that was published. Nothing relays it in these tests."""
    async with suite.database.raw() as connection:
        rows = await connection.fetch("select topic, key, headers, value from outbox order by id")
    return [(row["topic"], f"{row['key']} {row['headers'].decode()} {row['value'].decode()}") for row in rows]


async def secrets_of(suite: Suite, test: Any) -> tuple[str, ...]:
    """The words, and the ids that could be looked up."""
    seen = await suite.get(RUTH, f"/tests/{test['id']}")
    red = [one for one in seen["evidence"] if one["side"] == "red"]
    return (
        *SECRETS,
        *(one["id"] for one in (*seen["executions"], *red)),
        *(one["sha256"] for one in red),
        "2026-11-24T11:47",
    )
