"""Whatever the order of claims, their batches and their redeliveries: the same tables, the same last published states.

Claims of one key come in order, and a run's end after all that it published: that is what the topic guarantees.
"""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import msgspec
from catalog_support.claims import (
    AT,
    actor,
    claim,
    fact,
    mitigation,
    run_end,
    software,
    tactic,
    technique,
    technique_id,
    withdrawn,
)
from catalog_support.exercise import adversary, defence, rule, template
from catalog_support.knowledge import (
    campaign,
    control,
    framework,
    intel,
    mapped,
    mapping_framework,
    profile,
    strategy,
)
from catalog_support.service import CatalogForTests
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from aegis_contracts.import_content import Claim, Item
from aegis_contracts.imported.actors import Use
from aegis_contracts.imported.defences import NonMappable
from aegis_contracts.words import Domain
from aegis_kernel.facts import Fact

KEYS = ("T1", "T2", "T3", "T4")
DOMAINS: tuple[Domain, ...] = ("enterprise", "mobile")
SOURCES = (("low", 0), ("high", 1))
RUNS = ("run 1", "run 2")
COMPARED = (
    "claim", "technique", "technique_prose", "technique_print", "technique_tactic", "technique_mitigation",
    "technique_component", "tactic", "tactic_place", "matrix", "mitigation", "actor", "actor_use", "actor_software",
    "software", "software_use", "review_cause", "technique_name", "template", "template_procedure", "adversary",
    "adversary_step", "rule", "rule_body", "defence", "framework", "non_mappable", "control", "control_mapping",
    "intel", "campaign", "campaign_use", "campaign_software", "campaign_actor", "strategy", "strategy_technique",
    "analytic", "analytic_component", "actor_profile", "actor_profile_of",
)  # fmt: skip
COUNTED = "select * from technique_count where (templates, rules, defences, actors) <> (0, 0, 0, 0)"

keys = st.sampled_from(KEYS)
some_keys = st.lists(keys, max_size=2, unique=True)


@st.composite
def items(draw: st.DrawFn) -> Item:
    """A state of one of a few things."""
    name = draw(st.sampled_from(["Old", "New"]))
    match draw(st.sampled_from(["technique", "technique", "tactic", "actor", "software", "mitigation"])):
        case "technique":
            fate = draw(st.sampled_from([{}, {}, {"revoked_by": draw(keys)}, {"revoked": True}, {"deprecated": True}]))
            tactics = draw(st.lists(st.sampled_from(["TA1", "TA2"]), max_size=2, unique=True))
            return technique(draw(keys), name=name, tactics=tactics, **fate)
        case "tactic":
            place = draw(st.sampled_from([None, 0, 1]))
            return tactic(draw(st.sampled_from(["TA1", "TA2"])), place, name=name)
        case "actor":
            campaign = Use(technique_id=technique_id(draw(keys)), way="campaign", through=name)
            uses = [*draw(some_keys), campaign]
            group, tools = draw(st.sampled_from(["G1", "G2"])), draw(st.sampled_from([(), ("S1",)]))
            return actor(group, name=name, uses=uses, software=tools)
        case "software":
            return software("S1", name=name, uses=draw(some_keys))
        case _:
            return mitigation("M1", name=name)


@st.composite
def claims(draw: st.DrawFn, run: str) -> Claim:
    """One source's version of a thing in one run."""
    source, priority = draw(st.sampled_from(SOURCES))
    modified = AT + timedelta(days=draw(st.integers(0, 1)))
    domain = draw(st.sampled_from(DOMAINS))
    return claim(draw(items()), domain=domain, source=source, run=run, priority=priority, modified=modified)


@st.composite
def naming(draw: st.DrawFn, run: str) -> Claim:
    """One source's version of a template, adversary, rule or defence, most of which name techniques."""
    named = draw(st.lists(st.sampled_from([*KEYS, "T404"]), max_size=3, unique=True))
    source, priority = draw(st.sampled_from(SOURCES))
    of = {"source": source, "priority": priority, "run": run}
    name = draw(st.sampled_from(["Old", "New"]))
    match draw(st.sampled_from(["template", "rule", "rule", "defence", "adversary"])):
        case "template":
            group = draw(st.sampled_from(["ab-1", "ab-2"]))
            return template(group, *named, upstream="caldera", group=group, name=name, claim=of)
        case "rule":
            fate = draw(st.sampled_from([{}, {}, {"withdrawn": True}, {"supported": False}]))
            return rule(draw(st.sampled_from(["R1", "R2"])), *named, name=name, claim=of, **fate)
        case "defence":
            return defence("D3-X", *named, name=name, claim=of)
        case _:
            return adversary("A1", *draw(st.lists(st.sampled_from(["ab-1", "ab-2", "ab-3"]), max_size=3)), claim=of)


@st.composite
def knowing(draw: st.DrawFn, run: str) -> Claim:
    """One source's version of a framework, control, entry of a feed, campaign, strategy or profile."""
    named = draw(st.lists(st.sampled_from([*KEYS, "T404"]), max_size=3, unique=True))
    source, priority = draw(st.sampled_from(SOURCES))
    of = {"source": source, "priority": priority, "run": run}
    name = draw(st.sampled_from(["Old", "New"]))
    kinds = ["framework", "control", "mapped", "mapped", "intel", "campaign", "strategy", "profile"]
    match draw(st.sampled_from(kinds)):
        case "framework":
            rows = [NonMappable(technique_id_named=one) for one in named]
            return mapping_framework(*rows, claim=of) if rows else framework(name=name, claim=of)
        case "control":
            return control("AC-1", name=name, withdrawn=draw(st.booleans()), claim=of)
        case "mapped":
            return mapped("AC-1", *named, name=name, claim=of)
        case "intel":
            return intel(draw(st.sampled_from(["I1", "I2"])), *named, feed=source, name=name, claim=of)
        case "campaign":
            return campaign("C1", *draw(some_keys), actors=["G1"], name=name, claim=of)
        case "strategy":
            return strategy("DET1", *draw(some_keys), reads=draw(st.sampled_from([(), ("DC1",)])), name=name, claim=of)
        case _:
            return profile("P1", *draw(st.sampled_from([(), ("G1",), ("G2",)])), name=name, country="FR", claim=of)


@st.composite
def histories(draw: st.DrawFn) -> list[list[Fact[Claim]]]:
    """Runs, each a list of facts in which every claim has its versions in order; ends of runs stand last."""
    versions: dict[str, int] = {}
    told = []
    for number, run in enumerate(RUNS):
        part = []
        for state in draw(st.lists(claims(run) | naming(run) | knowing(run), min_size=1, max_size=14)):
            key = str(state.claim_id)
            versions[key] = versions.get(key, 0) + 1
            if versions[key] > 1 and draw(st.booleans()):
                part.append(withdrawn(state, versions[key], AT + timedelta(days=number)))
            else:
                part.append(fact(state, versions[key]))
        source, _ = draw(st.sampled_from(SOURCES))
        told.append([*part, run_end(run, source=source, release=f"{number}.0")])
    return told


@st.composite
def deliveries(draw: st.DrawFn, history: list[list[Fact[Claim]]]) -> list[list[Fact[Claim]]]:
    """The same facts in another order, in other batches, some of them again."""
    told: list[Fact[Claim]] = []
    for *part, end in history:
        streams: dict[str, list[Fact[Claim]]] = {}
        for one in part:
            streams.setdefault(one.key, []).append(one)
        left = list(streams.values())
        while any(left):
            told.append(draw(st.sampled_from([stream for stream in left if stream])).pop(0))
            if draw(st.integers(0, 4)) == 0:
                told.append(draw(st.sampled_from(told)))
        told.append(end)
    cuts = sorted(draw(st.sets(st.integers(1, len(told)), max_size=6)))
    return [told[start:stop] for start, stop in pairwise([0, *cuts, len(told)]) if start < stop]


async def start_anew(catalog: CatalogForTests) -> None:
    await catalog.rows(f"truncate {', '.join(COMPARED)}, technique_count, publication, history, inbox, outbox")


async def kept(catalog: CatalogForTests) -> dict[str, Any]:
    """All tables, and what was last published. A succession that is undone, and a matrix without tactics, say as much
    as none: whether it was ever said depends on what was known meanwhile."""
    tables: dict[str, Any] = {
        table: sorted(map(repr, await catalog.rows(f"select * from {table}"))) for table in COMPARED
    }
    said = {}
    for topic, key, state in await catalog.rows("select topic, key, state from publication"):
        decoded = msgspec.json.decode(state)
        nothing = decoded.get("undone") or ("matrices" in topic and not decoded["tactics"] and not decoded["release"])
        if not nothing:
            said[topic, key] = decoded
    tables["published"] = said
    tables["technique_count"] = sorted(map(repr, await catalog.rows(COUNTED)))
    return tables


SETTINGS = settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


@SETTINGS
@given(data=st.data())
async def test_any_delivery_gives_the_same(catalog: CatalogForTests, data: st.DataObject) -> None:
    history = data.draw(histories())
    await start_anew(catalog)
    await catalog.hear(*history)
    expected = await kept(catalog)
    await start_anew(catalog)
    await catalog.hear(*data.draw(deliveries(history)))
    assert await kept(catalog) == expected


@SETTINGS
@given(history=histories())
async def test_hearing_all_again_after_a_rebuild_changes_and_says_nothing(
    catalog: CatalogForTests, history: list[list[Fact[Claim]]]
) -> None:
    await start_anew(catalog)
    await catalog.hear(*history)
    before = await kept(catalog)
    await catalog.rows("truncate inbox, outbox")
    await catalog.hear(*history)
    assert await catalog.events() == []
    assert await kept(catalog) == before


@SETTINGS
@given(history=histories())
async def test_versions_on_every_topic_rise_by_one(catalog: CatalogForTests, history: list[list[Fact[Claim]]]) -> None:
    await start_anew(catalog)
    await catalog.hear(*([one] for part in history for one in part))
    had: dict[tuple[str, str], int] = {}
    for topic, headers in await catalog.rows("select topic, convert_from(headers, 'UTF8') from outbox order by id"):
        said = msgspec.json.decode(headers)
        place = (topic, said["ce_subject"])
        assert int(said["ce_sequence"]) == had.get(place, 0) + 1
        had[place] = int(said["ce_sequence"])
