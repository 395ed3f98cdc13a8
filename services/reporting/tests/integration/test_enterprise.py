"""ATT&CK enterprise 19.1, whole: exact counts, and how long reads of it take."""

import time
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import pytest
from attack_bundle import enterprise, needs_bundle
from layer_rules import faults
from reporting_facts import score
from reporting_rig import VIEWER, Rig

from aegis_contracts.catalog_techniques import TechniqueState
from aegis_reporting.application.layers.building import Addresses
from aegis_reporting.application.layers.queries.layer import ReadLayer
from aegis_reporting.application.matrix.filter import CellFilter
from aegis_reporting.application.matrix.queries.matrix import ReadMatrix

pytestmark = [needs_bundle, pytest.mark.data]

ADDRESSES = Addresses("https://aegis.example/api/v1")
TIMES = 5


async def quickest(what: Callable[[], Awaitable[Any]]) -> float:
    """Milliseconds of the best of a few."""
    took = []
    for _ in range(TIMES):
        started = time.perf_counter()
        await what()
        took.append((time.perf_counter() - started) * 1000)
    return min(took)


async def test_the_matrix_has_every_cell_and_layers_the_same(rig: Rig) -> None:
    await rig.hear(*enterprise())
    view = await (await rig.get(ReadMatrix))(VIEWER, CellFilter())
    assert (len(view.tactics), view.counts.cells, view.counts.techniques) == (15, 872, 697)
    cells = {(cell.attack_id, tactic.shortname) for tactic in view.tactics for cell in tactic.techniques}
    assert len(cells) == 872
    for tactic in view.tactics:
        parent = None
        for cell in tactic.techniques:
            if cell.parent is None:
                parent = cell.attack_id
            assert cell.parent in {None, parent}
    assert sum(cell.actors for cell in {c.id: c for t in view.tactics for c in t.techniques}.values()) == 4_546
    for kind in ("coverage", "score"):
        file = await (await rig.get(ReadLayer))(VIEWER, kind, CellFilter(), ADDRESSES)
        layer = msgspec.json.decode(msgspec.json.encode(file.layer))
        assert faults(layer) == []
        assert {(cell["techniqueID"], cell["tactic"]) for cell in layer["techniques"]} == cells


async def test_reads_of_the_whole_are_quick(rig: Rig) -> None:
    """Generous: a machine that runs other things beside must pass it too."""
    facts = enterprise()
    ids = [
        fact.state.attack_id
        for fact in facts
        if isinstance(fact.state, TechniqueState) and fact.state.state == "active"
    ]
    await rig.hear(*facts, *(score(attack_id, fading=15.0, assumed=5.0) for attack_id in ids))
    matrix, layer = await rig.get(ReadMatrix), await rig.get(ReadLayer)

    async def encoded_matrix() -> bytes:
        return msgspec.json.encode(await matrix(VIEWER, CellFilter()))

    async def encoded_layer() -> bytes:
        return msgspec.json.encode((await layer(VIEWER, "score", CellFilter(), ADDRESSES)).layer)

    took = {"matrix": await quickest(encoded_matrix), "layer": await quickest(encoded_layer)}
    assert took["matrix"] < 250, took
    assert took["layer"] < 250, took
