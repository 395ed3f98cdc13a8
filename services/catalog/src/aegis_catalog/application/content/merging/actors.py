"""Threat actors, what others know of them, their software and campaigns."""

from collections.abc import Sequence
from uuid import UUID

from aegis_catalog.application.content import items
from aegis_catalog.application.content.merging.base import base, items_of, itself, united
from aegis_catalog.domain.merging import best_of_each_domain
from aegis_contracts.import_content import Claim
from aegis_contracts.imported.actors import ActorItem, ActorProfileItem, CampaignItem, SoftwareItem, Use


def actor(first: ActorItem, heard: Sequence[Claim]) -> items.Actor:
    of_domains = [item for _, item in items_of(ActorItem, best_of_each_domain(heard))]
    return items.Actor(
        **base(first.attack_id, heard),
        aliases=first.aliases,
        uses=united((item.uses for item in of_domains), _use_key),
        software=united((item.software for item in of_domains), itself),
    )


def software(first: SoftwareItem, heard: Sequence[Claim]) -> items.Software:
    of_domains = [item for _, item in items_of(SoftwareItem, best_of_each_domain(heard))]
    return items.Software(
        **base(first.attack_id, heard),
        type=first.type,
        aliases=first.aliases,
        platforms=first.platforms,
        technique_ids=united((item.technique_ids for item in of_domains), itself),
    )


def profile(first: ActorProfileItem, heard: Sequence[Claim]) -> items.ActorProfile:
    return items.ActorProfile(
        **base("", heard),
        aliases=first.aliases,
        country=first.country,
        motivation=first.motivation,
        references=first.references,
        actor_ids=tuple(dict.fromkeys(first.actor_ids)),
    )


def campaign(first: CampaignItem, heard: Sequence[Claim]) -> items.Campaign:
    of_domains = [item for _, item in items_of(CampaignItem, best_of_each_domain(heard))]
    return items.Campaign(
        **base(first.attack_id, heard),
        aliases=first.aliases,
        technique_ids=united((item.technique_ids for item in of_domains), itself),
        software=united((item.software for item in of_domains), itself),
        actors=united((item.actors for item in of_domains), itself),
        first_seen=first.first_seen,
        last_seen=first.last_seen,
    )


def _use_key(use: Use) -> tuple[UUID, str, str]:
    return (use.technique_id, use.way, use.through or "")
