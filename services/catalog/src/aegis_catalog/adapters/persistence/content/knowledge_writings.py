"""How frameworks, controls, intel, campaigns, detection strategies and profiles of actors lie in tables."""

import re
from collections.abc import Iterator
from typing import Any

from aegis_catalog.adapters.persistence.actors.tables import actor_profile, actor_profile_of
from aegis_catalog.adapters.persistence.campaigns.tables import (
    campaign,
    campaign_actor,
    campaign_software,
    campaign_use,
)
from aegis_catalog.adapters.persistence.compliance.tables import control, control_mapping, framework, non_mappable
from aegis_catalog.adapters.persistence.content.writing import Belonging, Row, Writing, base_row, encode
from aegis_catalog.adapters.persistence.detection.tables import (
    analytic,
    analytic_component,
    strategy,
    strategy_technique,
)
from aegis_catalog.adapters.persistence.intel.tables import intel
from aegis_catalog.application.content import items
from aegis_catalog.application.content.compliance_items import Control, Framework
from aegis_catalog.application.content.intel_items import Intel

_NUMBER = re.compile(r"\d+")
_DIGITS = 6
"""More than a number in a control's label has."""


def _framework(item: Framework) -> Row:
    return base_row(item) | {
        "version": item.version,
        "publisher": item.publisher,
        "license": item.license,
        "attack_version": item.attack_version,
        "from_mapping": item.from_mapping,
    }


def _non_mappable(item: Framework) -> Iterator[tuple[Any, ...]]:
    return (
        (item.id, place, row.control, row.technique_id_named, row.comment, row.domain)
        for place, row in enumerate(item.non_mappable)
    )


def _control(item: Control) -> Row:
    return base_row(item) | {
        "framework_id": item.framework_id,
        "ordered": _NUMBER.sub(lambda number: number[0].zfill(_DIGITS), item.attack_id),
        "guidance": item.guidance,
        "family": item.family,
        "parent_id": item.parent_id,
        "groups": list(item.groups),
        "asset_type": item.asset_type,
        "security_function": item.security_function,
        "successors": list(item.successors),
        "attack_version": item.attack_version,
        "from_mapping": item.from_mapping,
    }


def _mappings(item: Control) -> Iterator[tuple[Any, ...]]:
    return (
        (
            item.id,
            one.technique_id_named,
            one.type or "",
            one.comment,
            one.status,
            list(one.references),
            one.control_named,
            one.score,
        )
        for one in item.mappings
    )


def _intel(item: Intel) -> Row:
    return base_row(item) | {
        "link": item.link,
        "content": item.content,
        "authors": list(item.authors),
        "published": item.published,
        "first_seen": item.first_seen,
        "feeds": list(item.feeds),
    }


def _campaign(item: items.Campaign) -> Row:
    return base_row(item) | {
        "aliases": list(item.aliases),
        "first_seen": item.first_seen,
        "last_seen": item.last_seen,
    }


def _analytics(item: items.Strategy) -> Iterator[tuple[Any, ...]]:
    return (
        (item.id, place, one.attack_id or "", one.name, list(one.platforms), encode(one.log_sources))
        for place, one in enumerate(item.analytics)
    )


def _components(item: items.Strategy) -> Iterator[tuple[Any, ...]]:
    return (
        (item.id, place, component_id)
        for place, one in enumerate(item.analytics)
        for component_id in dict.fromkeys(source.component_id for source in one.log_sources)
    )


def _profile(item: items.ActorProfile) -> Row:
    return base_row(item) | {
        "aliases": list(item.aliases),
        "country": item.country,
        "motivation": list(item.motivation),
        "references": list(item.references),
    }


KNOWLEDGE_WRITINGS = (
    Writing(Framework, framework, _framework, (Belonging(non_mappable, "framework_id", _non_mappable),)),
    Writing(Control, control, _control, (Belonging(control_mapping, "control_id", _mappings),)),
    Writing(Intel, intel, _intel),
    Writing(
        items.Campaign,
        campaign,
        _campaign,
        (
            Belonging(campaign_use, "campaign_id", lambda item: ((item.id, one) for one in item.technique_ids)),
            Belonging(campaign_software, "campaign_id", lambda item: ((item.id, one) for one in item.software)),
            Belonging(campaign_actor, "campaign_id", lambda item: ((item.id, one) for one in item.actors)),
        ),
    ),
    Writing(
        items.Strategy,
        strategy,
        base_row,
        (
            Belonging(strategy_technique, "strategy_id", lambda item: ((item.id, one) for one in item.technique_ids)),
            Belonging(analytic, "strategy_id", _analytics),
            Belonging(analytic_component, "strategy_id", _components),
        ),
    ),
    Writing(
        items.ActorProfile,
        actor_profile,
        _profile,
        (Belonging(actor_profile_of, "profile_id", lambda item: ((item.id, one) for one in item.actor_ids)),),
    ),
)
