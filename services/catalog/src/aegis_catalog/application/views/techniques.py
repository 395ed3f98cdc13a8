"""A technique where it is listed below something else: a mitigation, a piece of software, an actor."""

from uuid import UUID

from msgspec import Struct

from aegis_catalog.application.views.content import TacticRef
from aegis_catalog.domain.content import Domain, State
from aegis_contracts.imported.attack import Citation
from aegis_contracts.words import CoverageStatus, Way


class TechniqueOf(Struct, frozen=True):
    """A technique with what is needed to place it, and how we stand."""

    id: UUID
    attack_id: str
    name: str
    state: State
    domains: list[Domain]
    tactics: list[TacticRef]
    platforms: list[str]
    coverage_status: CoverageStatus


class MitigatedTechnique(TechniqueOf, frozen=True):
    """With how it is mitigated."""

    description: str


class UseView(Struct, frozen=True):
    """One way in which an actor uses a technique. `through` names the campaign or the software."""

    way: Way
    through: str | None
    description: str
    citations: list[Citation]


class UsedTechnique(TechniqueOf, frozen=True):
    """With how it is used: `way` is the most direct of `ways`."""

    way: Way
    ways: list[Way]
    uses: list[UseView]
