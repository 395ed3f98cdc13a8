"""One layer as a file for the Navigator."""

from dataclasses import dataclass

from aegis_kernel.clock import Clock
from aegis_kernel.errors import NotFound
from aegis_kernel.rights import Action, Caller, require
from aegis_reporting.application.layers.building import Addresses, layer_of
from aegis_reporting.application.layers.kinds import KINDS
from aegis_reporting.application.layers.navigator import Layer
from aegis_reporting.application.matrix.building import matrix_of
from aegis_reporting.application.matrix.filter import CellFilter
from aegis_reporting.application.matrix.ports import MatrixReader
from aegis_reporting.domain.figures import shown_from

LINKED_TESTS = 5
"""Latest tests that a cell links to one by one; all of them stand behind its first link."""


@dataclass(frozen=True, slots=True)
class LayerFile:
    """A layer and the name that its file gets."""

    layer: Layer
    name: str


class ReadLayer:
    """Answers with the layer of a kind as it stands this minute. Raises `Forbidden`, `NotFound`."""

    def __init__(self, reader: MatrixReader, clock: Clock) -> None:
        self._reader = reader
        self._clock = clock

    async def __call__(self, caller: Caller, kind: str, wanted: CellFilter, addresses: Addresses) -> LayerFile:
        require(caller, Action.LAYERS_READ)
        found = next((one for one in KINDS.values() if one.name == kind), None)
        if found is None:
            raise NotFound("no_such_layer", f"There is no layer {kind[:40]}; there are {', '.join(KINDS)}.")
        now = self._clock.now()
        rows = await self._reader.rows(wanted, at=now, links=LINKED_TESTS)
        matrix = matrix_of(rows, as_of=shown_from(now), within=wanted.scope)
        return LayerFile(
            layer=layer_of(found, matrix, rows, wanted, addresses),
            name=f"aegis-{found.name}-{wanted.domain}-{now:%Y-%m-%d}.json",
        )
