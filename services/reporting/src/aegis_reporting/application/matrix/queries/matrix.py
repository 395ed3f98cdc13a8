"""A domain's matrix for a console."""

from aegis_kernel.clock import Clock
from aegis_kernel.rights import Action, Caller, require
from aegis_reporting.application.matrix.building import matrix_of
from aegis_reporting.application.matrix.filter import CellFilter
from aegis_reporting.application.matrix.ports import MatrixReader
from aegis_reporting.application.matrix.views import MatrixView
from aegis_reporting.domain.figures import shown_from


class ReadMatrix:
    """Answers with the matrix as it stands this minute. Raises `Forbidden`."""

    def __init__(self, reader: MatrixReader, clock: Clock) -> None:
        self._reader = reader
        self._clock = clock

    async def __call__(self, caller: Caller, wanted: CellFilter) -> MatrixView:
        require(caller, Action.LAYERS_READ)
        now = self._clock.now()
        rows = await self._reader.rows(wanted, at=now)
        return matrix_of(rows, as_of=shown_from(now), within=wanted.scope)
