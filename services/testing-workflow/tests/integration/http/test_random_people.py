"""Random people make random moves on several tests at once, over the API: what the page promises holds, and nothing of
a blind test comes to somebody who may not see it, in any answer and any record."""

import itertools
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from testing_support.canary import blind_test, leaks, secrets_of
from testing_support.people import BEA, BELA, BERT, BRIT, EVERYONE, ROSA, RUTH, VERA
from testing_support.service import EDR, Suite

from aegis_contracts.testing_tests import TESTING_TESTS
from aegis_kernel.rights import Caller

BLIND = (BELA, BRIT, BERT, BEA, VERA)
READS = (
    "/tests?count=true", "/tests?sort=attack_id", "/tests?q=canary", "/tests/queue", "/evidence",
    "/tests/{id}", "/tests/{id}/history", "/tests/{id}/line", "/tests/{id}/corrections", "/tests/{id}/versions",
)  # fmt: skip
SIDED = ("submit", "recall", "return", "approve", "reject", "withdraw", "resume", "shift-times")
WHOLE = ("start", "hold", "release", "rerun", "reveal")
MOVES = (
    *(f"{side}/{move}" for side in ("red", "blue") for move in SIDED),
    *WHOLE, "claim/red", "claim/blue", "executions", "observations", "tags", "read", "forward", "forward", "forward",
)  # fmt: skip
FORWARD = (
    (RUTH, "release"), (RUTH, "start"), (RUTH, "red/resume"), (BERT, "blue/resume"), (ROSA, "executions"),
    (BELA, "observations"), (ROSA, "red/submit"), (BELA, "blue/submit"), (RUTH, "red/approve"), (BERT, "blue/approve"),
)  # fmt: skip
STEP = st.tuples(st.sampled_from(MOVES), st.sampled_from(EVERYONE), st.integers(0, 2))


class Floor:
    """The tests, what was seen of them, and the blind ones with what gives them away."""

    def __init__(self, suite: Suite) -> None:
        self.suite = suite
        self.tests: list[Any] = []
        self.secrets: dict[str, tuple[str, ...]] = {}
        self.seen: dict[str, Any] = {}

    async def open(self) -> None:
        async with self.suite.database.raw() as connection:
            await connection.execute("truncate test, test_document, evidence, outbox cascade")
        self.tests = [
            await self.suite.draft(ROSA, red=ROSA, blue=BELA, procedure={"name": name}) for name in ("one", "two")
        ]
        blind = await blind_test(self.suite, reveal="lead")
        self.secrets[blind["id"]] = await secrets_of(self.suite, blind)
        self.tests.append(blind)

    async def step(self, move: str, who: Caller, index: int) -> None:
        test = self.tests[index]
        if move == "forward":
            for by, each in FORWARD:
                await self.make(by, each, test)
        elif move != "read":
            await self.make(who, move, test)
        await self.hold(test)

    async def make(self, who: Caller, move: str, test: Any) -> None:
        present = await self.suite.get(RUTH, f"/tests/{test['id']}")
        method, path, body = self.request(move, present)
        answer = await self.suite.send(who, method, path, body, version=present["version"])
        assert answer.status_code < 500, answer.text
        after = await self.suite.get(RUTH, f"/tests/{test['id']}")
        if who in BLIND and after["blind"] and after["blind"]["revealed_at"] is None:
            # Technique and people of plain tests are everybody's: here only what is the blind one's own.
            assert leaks(answer.text, self.own(test)) == [], (who.name, move)
        if not answer.is_success:
            assert after["version"] == present["version"], (who.name, move)

    def request(self, move: str, present: Any) -> tuple[str, str, Any]:
        at = f"/tests/{present['id']}"
        if move == "tags":
            return "PATCH", at, {"tags": ["moved"]}
        if move == "executions":
            return "POST", f"{at}/executions", {"platform": "Windows", "environment": "lab", "outcome": "succeeded"}
        if move == "observations":
            hidden = present["blind"] and present["blind"]["revealed_at"] is None
            looked_at = {one["execution_id"] for one in present["observations"]}
            open_ = [one["id"] for one in present["executions"] if one["id"] not in looked_at]
            body: dict[str, Any] = {"tool_id": str(EDR), "rung": "alert"}
            if not hidden:
                body["execution_id"] = open_[0] if open_ else present["id"]
                body["how"] = "told" if present["blind"] else "automatic"
            return "POST", f"{at}/observations", body
        bodies = {"shift-times": {"offset_seconds": 1}}
        body = bodies.get(
            move.rsplit("/", maxsplit=1)[-1], {"reason": "why"} if move.endswith(("return", "reject")) else {}
        )
        return "POST", f"{at}/{move}", body

    def own(self, test: Any) -> tuple[str, ...]:
        return ("canary", *self.secrets[test["id"]][len(("canary",)) :]) if test["id"] in self.secrets else ()

    async def hold(self, test: Any) -> None:
        """What must be so, whatever was done."""
        seen = await self.suite.get(RUTH, f"/tests/{test['id']}")
        history = (await self.suite.get(RUTH, f"/tests/{test['id']}/history"))["items"]
        before = self.seen.get(test["id"])
        if before is not None:
            assert history[: len(before[0])] == before[0]
            assert seen["reviews"][: len(before[1])] == before[1]
            assert seen["version"] >= before[2]
        self.seen[test["id"]] = (history, seen["reviews"], seen["version"])
        for one, following in itertools.pairwise(history):
            assert one["to_state"] == following["from_state"] or following["move"] == "lapse"
        if seen["state"] == "validated":
            leads = [seen[side]["approved_by"]["id"] for side in ("red", "blue")]
            assert len(set(leads)) == 2
            assert seen["independently_reviewed"] is True
            for side, lead in zip(("red", "blue"), leads, strict=True):
                assert lead not in {seen[side]["assignee"]["id"], seen[side]["submitted_by"]["id"]}

    async def nothing_leaks(self, who: Caller) -> None:
        """Of a hidden test nothing is in any answer that `who` gets, nor in any record."""
        for test in self.tests[2:]:
            present = await self.suite.get(RUTH, f"/tests/{test['id']}")
            if present["blind"]["revealed_at"] is not None:
                continue
            for path in READS:
                answer = await self.suite.send(who, "GET", path.format(**test))
                assert leaks(answer.text, ("canary", *self.secrets[test["id"]][7:])) == [], (who.name, path)
            one = await self.suite.send(who, "GET", f"/tests/{test['id']}")
            assert leaks(one.text, self.secrets[test["id"]]) == []
            async with self.suite.database.raw() as connection:
                rows = await connection.fetch("select topic, key, headers, value from outbox")
            for row in rows:
                text = f"{row['headers'].decode()} {row['value'].decode()}"
                if row["topic"] == TESTING_TESTS.name and row["key"] == test["id"]:
                    assert leaks(text, self.secrets[test["id"]]) == []
                elif row["topic"] != TESTING_TESTS.name:
                    assert leaks(text, ("canary",)) == []


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=4, max_size=12), reader=st.sampled_from(BLIND))
async def test_what_the_page_promises_holds_whatever_people_do(
    suite: Suite, steps: list[tuple[str, Caller, int]], reader: Caller
) -> None:
    floor = Floor(suite)
    await floor.open()
    for move, who, index in steps:
        await floor.step(move, who, index)
    await floor.nothing_leaks(reader)
