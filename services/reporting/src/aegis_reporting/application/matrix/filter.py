"""Which part of a matrix is asked for."""

from dataclasses import dataclass
from typing import Literal

from aegis_contracts.words import CoverageStatus, Domain

Within = Literal["all", "in", "out"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CellFilter:
    """Several values of one filter mean *or*, different filters *and*; empty means any. Platforms in any spelling;
    tactics by short name, ATT&CK id or id; actors by ATT&CK id or id. `scope`: only what is in it, or out of it.
    """

    domain: Domain = "enterprise"
    platforms: tuple[str, ...] = ()
    tactics: tuple[str, ...] = ()
    statuses: tuple[CoverageStatus, ...] = ()
    actors: tuple[str, ...] = ()
    scope: Within = "all"
