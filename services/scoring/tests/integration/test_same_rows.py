"""Any interleaving, redelivery or rebuild gives the same rows and the same standings (events.md, "Consuming")."""

from itertools import pairwise
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scoring_builders import NOW, ago
from scoring_facts import ATestOf, defence, result, rule, scope, succession, technique
from scoring_rig import Rig

from aegis_contracts.decay import score_at
from aegis_contracts.scoring_scores import TechniqueScore
from aegis_kernel.facts import Fact

TECHNIQUES = ("T1", "T1.001", "T2")
PERIODS = (
    "technique_period",
    "scope_period",
    "succession_period",
    "test_period",
    "test_line",
    "test_rule",
    "rule_period",
    "rule_technique",
    "defence_period",
    "defence_technique",
)


@st.composite
def lives(draw: st.DrawFn, name: str) -> list[Fact[Any]]:
    """One test's facts, in order."""
    test = ATestOf(draw(st.sampled_from(TECHNIQUES)), name, procedure=draw(st.sampled_from("pq")))
    facts = [test.drafted(ago(50))]
    for days in (40, 30, 20, 10):
        move = draw(st.sampled_from(["start", "record", "validate", "correct", "retarget", "stop"]))
        lines = (result(draw(st.sampled_from(["detected", "not_detected", "not_applicable"])), ago(days + 5)),)
        if move == "start":
            facts.append(test.started(ago(days)))
        elif move == "record":
            facts.append(test.recorded(ago(days)))
        elif move == "validate":
            facts.append(test.validated(*lines, at=ago(days + draw(st.integers(0, 30)))))
        elif move == "correct":
            facts.append(test.told("TestRecorded", ago(days), lines=lines, result=lines[0].result))
        elif move == "retarget":
            facts.append(test.retargeted(draw(st.sampled_from(TECHNIQUES)), ago(days)))
        else:
            break
    return facts


def catalogue() -> list[list[Fact[Any]]]:
    return [
        [technique("T1", at=ago(90)), technique("T1", version=2, at=ago(25), platforms=("Linux",))],
        [technique("T1.001", at=ago(80))],
        [technique("T2", at=ago(90)), technique("T2", version=2, at=ago(5), state="revoked")],
        [scope(at=ago(90)), scope(version=2, at=ago(15), platforms=("Windows",))],
        [succession("T2", "T1.001", at=ago(5))],
        [
            rule("r", "T1", at=ago(70), enabled=False),
            rule("r", "T1", at=ago(60), version=2),
            rule("r", "T1", "T2", at=ago(20), version=3),
            rule("r", "T2", at=ago(8), version=4, state="withdrawn"),
        ],
        [
            defence("d", "T1", at=ago(70), implemented=False),
            defence("d", "T2", at=ago(12), version=2, implemented=True),
        ],
    ]


@st.composite
def interleaved(draw: st.DrawFn, streams: list[list[Fact[Any]]]) -> list[Fact[Any]]:
    """All facts, those of one key in their order."""
    left = [list(stream) for stream in streams]
    told: list[Fact[Any]] = []
    while any(left):
        told.append(draw(st.sampled_from([stream for stream in left if stream])).pop(0))
    return told


@st.composite
def batches(draw: st.DrawFn, facts: list[Fact[Any]]) -> list[list[Fact[Any]]]:
    cuts = sorted(draw(st.sets(st.integers(1, max(1, len(facts) - 1)), max_size=4)))
    edges = [0, *cuts, len(facts)]
    return [facts[start:end] for start, end in pairwise(edges) if start < end]


async def kept(rig: Rig) -> dict[str, Any]:
    """All that scoring keeps; of standings, what they say of a technique, be it published or not."""
    rows: dict[str, Any] = {table: sorted(map(repr, await rig.rows(table))) for table in PERIODS}
    rows["standing"] = [
        (row["technique_id"], row["attack_id"], row["in_scope"], row["valid_until"], said(row["published"]))
        for row in await rig.rows("standing", ["technique_id"])
    ]
    return rows


def said(published: bytes | None) -> Any:
    if published is None:
        return "not_evaluated", (), 0.0, None
    state = msgspec.json.decode(published, type=TechniqueScore)
    return state.status, state.flags, score_at(state.score, NOW), state.score.valid_until


async def emptied(rig: Rig) -> None:
    await rig.execute("truncate inbox, outbox, standing, " + ", ".join(PERIODS))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_any_interleaving_redelivery_or_rebuild_gives_the_same_rows(rig: Rig, data: st.DataObject) -> None:
    streams = [*catalogue(), data.draw(lives("a")), data.draw(lives("b"))]
    everything = [fact for stream in streams for fact in stream]
    await emptied(rig)
    await rig.hear(*everything)
    expected = await kept(rig)

    await emptied(rig)
    told = data.draw(interleaved(streams))
    heard = data.draw(batches(told))
    for batch in heard:
        await rig.hear(*batch)
        if data.draw(st.booleans()):
            await rig.hear(*batch)
    assert await kept(rig) == expected

    compacted = list({fact.key: fact for fact in told}.values())
    for rebuilt in (told, compacted):
        await rig.execute("truncate inbox, outbox")
        await rig.hear(*rebuilt)
        assert await kept(rig) == expected
        assert await rig.scores() == []
