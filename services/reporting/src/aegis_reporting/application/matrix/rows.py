"""What matrix and layers are built from, as it is kept: facts, without anything evaluated."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from aegis_contracts.decay import ScoreFormula
from aegis_contracts.words import Domain


class Formulas(Struct, frozen=True, kw_only=True):
    """A technique's published scores; `score` is proven + assumed."""

    score: ScoreFormula
    proven: ScoreFormula
    assumed: ScoreFormula


class Standing(Struct, frozen=True, kw_only=True):
    """What scoring said of a technique."""

    status: str
    flags: tuple[str, ...]
    in_scope: bool
    tests: int
    lines: int
    last_attacked_at: datetime | None
    formulas: Formulas


class TestRef(Struct, frozen=True, kw_only=True):
    """A validated test that a cell links to."""

    __test__ = False

    id: UUID
    number: int
    procedure: str
    result: str | None
    attacked_at: datetime | None


class TechniqueRow(Struct, frozen=True, kw_only=True):
    """A technique of the matrix. `standing` is None while scoring has said nothing of it. `parent` is an ATT&CK id.

    `domain_ours` to `has_subtechniques` are what its scope rests on; `actors` counts those who use it by themselves or
    in a campaign.
    """

    id: UUID
    attack_id: str
    name: str
    parent: str | None
    platforms: list[str]
    review_required: bool
    domain_ours: bool
    platform_ours: bool
    excluded: bool
    has_subtechniques: bool
    actors: int
    standing: Standing | None
    tests: list[TestRef]


class TacticRow(Struct, frozen=True, kw_only=True):
    """A column of the matrix with its techniques: parents by name, each followed by its sub-techniques."""

    id: UUID
    attack_id: str
    shortname: str
    name: str
    techniques: list[TechniqueRow]


class MatrixRows(Struct, frozen=True, kw_only=True):
    """A domain's matrix; no tactics before its first import. The same technique is the same object in each tactic."""

    domain: Domain
    release: str | None
    tactics: list[TacticRow]
