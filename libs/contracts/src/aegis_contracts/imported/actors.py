"""Who attacks, with what: groups, what others know of them, software, campaigns."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from aegis_contracts.imported.attack import Citation
from aegis_contracts.words import Way


class Use(Struct, frozen=True, kw_only=True, gc=False):
    """An actor's use of a technique: by itself, or in a campaign attributed to it (`through` names the campaign)."""

    technique_id: UUID
    way: Way = "direct"
    through: str | None = None
    description: str = ""
    citations: tuple[Citation, ...] = ()


class ActorItem(Struct, frozen=True, kw_only=True, gc=False, tag_field="kind", tag="actor"):
    """ATT&CK's ``intrusion-set``. Ways through software are joined from `software`, never listed."""

    attack_id: str
    name: str
    aliases: tuple[str, ...] = ()
    description: str = ""
    uses: tuple[Use, ...] = ()
    software: tuple[UUID, ...] = ()
    revoked: bool = False
    deprecated: bool = False


class ActorProfileItem(Struct, frozen=True, kw_only=True, gc=False, tag_field="kind", tag="actor_profile"):
    """What MISP knows of an actor. It belongs to the ATT&CK group whose content id stands in `actor_ids`, if any: it is
    shown beside it with its source and overwrites nothing. `country` is an ISO 3166 code of two letters."""

    name: str
    description: str = ""
    aliases: tuple[str, ...] = ()
    country: str | None = None
    motivation: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    actor_ids: tuple[UUID, ...] = ()


class SoftwareItem(Struct, frozen=True, kw_only=True, gc=False, tag_field="kind", tag="software"):
    attack_id: str
    name: str
    type: str
    aliases: tuple[str, ...] = ()
    description: str = ""
    platforms: tuple[str, ...] = ()
    technique_ids: tuple[UUID, ...] = ()
    revoked: bool = False
    deprecated: bool = False


class CampaignItem(Struct, frozen=True, kw_only=True, gc=False, tag_field="kind", tag="campaign"):
    """ATT&CK's ``campaign``: what some group did in some time. `actors` are the groups that it is attributed to."""

    attack_id: str
    name: str
    aliases: tuple[str, ...] = ()
    description: str = ""
    technique_ids: tuple[UUID, ...] = ()
    software: tuple[UUID, ...] = ()
    actors: tuple[UUID, ...] = ()
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    revoked: bool = False
    deprecated: bool = False
