"""Topic ``aegis.catalog.matrices``: each domain's tactics, in order."""

from uuid import UUID

from msgspec import Struct

from aegis_contracts.words import Domain
from aegis_kernel.facts import Cleanup, Topic, TopicSpec


class MatrixTactic(Struct, frozen=True, kw_only=True):
    id: UUID
    attack_id: str
    shortname: str
    name: str


class MatrixState(Struct, frozen=True, kw_only=True):
    """A domain's matrix; the key of its record is the domain. `release` is None while the source does not say."""

    domain: Domain
    tactics: tuple[MatrixTactic, ...]
    release: str | None = None


CATALOG_MATRICES = Topic(
    spec=TopicSpec(name="aegis.catalog.matrices", cleanup=Cleanup.COMPACT),
    owner="catalog",
    state=MatrixState,
    types={"MatrixRevised": "aegis.catalog.matrix.revised.v1"},
    heard_by=("testing-workflow", "scoring", "reporting"),
)
