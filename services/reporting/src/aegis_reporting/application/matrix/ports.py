"""What matrix and layers need from outside."""

from datetime import datetime
from typing import Protocol

from aegis_reporting.application.matrix.filter import CellFilter
from aegis_reporting.application.matrix.rows import MatrixRows


class MatrixReader(Protocol):
    """Reads a domain's matrix in one query."""

    async def rows(self, wanted: CellFilter, *, at: datetime, links: int = 0) -> MatrixRows:
        """The part of the matrix that `wanted` lets through (its `scope` aside, which is a policy). Exclusions count
        that hold `at`; `links` is how many of its latest tests each technique brings along."""
        ...
