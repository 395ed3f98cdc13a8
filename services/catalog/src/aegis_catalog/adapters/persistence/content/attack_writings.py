"""How ATT&CK's items lie in tables, and what others know of its actors."""

from collections.abc import Iterator
from typing import Any

from aegis_catalog.adapters.persistence.actors.tables import (
    actor,
    actor_profile,
    actor_profile_of,
    actor_software,
    actor_use,
)
from aegis_catalog.adapters.persistence.campaigns.tables import (
    campaign,
    campaign_actor,
    campaign_software,
    campaign_use,
)
from aegis_catalog.adapters.persistence.content.writing import Belonging, Row, Writing, base_row, encode, facts_row
from aegis_catalog.adapters.persistence.data_components.tables import data_component
from aegis_catalog.adapters.persistence.detection.tables import (
    analytic,
    analytic_component,
    strategy,
    strategy_technique,
)
from aegis_catalog.adapters.persistence.mitigations.tables import mitigation
from aegis_catalog.adapters.persistence.software.tables import software, software_use
from aegis_catalog.adapters.persistence.tactics.tables import tactic, tactic_place
from aegis_catalog.adapters.persistence.techniques.tables import (
    technique,
    technique_component,
    technique_mitigation,
    technique_print,
    technique_prose,
    technique_tactic,
)
from aegis_catalog.application.content import items
from aegis_catalog.application.content.prints import print_of


def _technique(item: items.Technique) -> Row:
    return facts_row(item) | {
        "platforms": list(item.platforms),
        "is_subtechnique": item.is_subtechnique,
        "parent_id": item.parent_id,
        "revoked_by": item.revoked_by,
    }


def _print(item: items.Technique) -> Row:
    return {"technique_id": item.id, "present": encode(print_of(item))}


def _components(item: items.Technique) -> Iterator[tuple[Any, ...]]:
    found = {
        source.component_id: None for seen in item.detection for one in seen.analytics for source in one.log_sources
    }
    return ((item.id, component_id) for component_id in found)


def _uses(item: items.Actor) -> Iterator[tuple[Any, ...]]:
    return (
        (item.id, use.technique_id, use.way, use.through or "", use.description, encode(use.citations))
        for use in item.uses
    )


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


def _analysed(item: items.Strategy) -> Iterator[tuple[Any, ...]]:
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


ATTACK_WRITINGS = (
    Writing(
        items.Technique,
        technique,
        _technique,
        (
            Belonging(technique_tactic, "technique_id", lambda item: ((item.id, *cell) for cell in item.tactics)),
            Belonging(
                technique_mitigation,
                "technique_id",
                lambda item: ((item.id, entry.mitigation_id, entry.description) for entry in item.mitigations),
            ),
            Belonging(technique_component, "technique_id", _components),
            Belonging(
                technique_prose,
                "technique_id",
                lambda item: ((item.id, item.description, encode(item.detection)),),
            ),
        ),
    ),
    Writing(items.Technique, technique_print, _print, key="technique_id"),
    Writing(
        items.Tactic,
        tactic,
        lambda item: base_row(item) | {"shortname": item.shortname},
        (Belonging(tactic_place, "tactic_id", lambda item: ((item.id, *place) for place in item.places)),),
    ),
    Writing(items.Mitigation, mitigation, base_row),
    Writing(items.DataComponent, data_component, base_row),
    Writing(
        items.Actor,
        actor,
        lambda item: base_row(item) | {"aliases": list(item.aliases)},
        (
            Belonging(actor_use, "actor_id", _uses),
            Belonging(actor_software, "actor_id", lambda item: ((item.id, entry) for entry in item.software)),
        ),
    ),
    Writing(
        items.Software,
        software,
        lambda item: (
            base_row(item) | {"type": item.type, "aliases": list(item.aliases), "platforms": list(item.platforms)}
        ),
        (Belonging(software_use, "software_id", lambda item: ((item.id, entry) for entry in item.technique_ids)),),
    ),
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
            Belonging(analytic_component, "strategy_id", _analysed),
        ),
    ),
    Writing(
        items.ActorProfile,
        actor_profile,
        _profile,
        (Belonging(actor_profile_of, "profile_id", lambda item: ((item.id, one) for one in item.actor_ids)),),
    ),
)
