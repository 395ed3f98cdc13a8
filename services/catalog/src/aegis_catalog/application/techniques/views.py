"""How techniques are shown where others name them."""

from uuid import UUID

from msgspec import Struct

from aegis_catalog.domain.content import Domain


class TacticRef(Struct, frozen=True, kw_only=True):
    """A cell of a domain's matrix in which a technique stands."""

    id: UUID
    attack_id: str
    shortname: str
    name: str
    domain: Domain
