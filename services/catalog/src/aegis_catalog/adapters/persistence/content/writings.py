"""How each kind of item lies in tables: its row, and the rows that belong to it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Table

from aegis_catalog.adapters.persistence.actors.tables import actor, actor_software, actor_use
from aegis_catalog.adapters.persistence.data_components.tables import data_component
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
from aegis_catalog.domain.content import domain_rank

Row = dict[str, Any]

_encode = msgspec.json.Encoder(order="deterministic").encode


@dataclass(frozen=True, slots=True)
class Belonging:
    """Rows of `table` that belong to an item, whose id stands in the column `parent`: replaced whenever it is written.
    `rows` gives values in the order of the table's columns."""

    table: Table
    parent: str
    rows: Callable[[Any], Iterable[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Writing:
    """One kind of item: a row in `table`, whose columns beyond those that `row` names are kept."""

    kind: type[items.Item]
    table: Table
    row: Callable[[Any], Row]
    belongings: tuple[Belonging, ...] = ()
    key: str = "id"


def _base(item: items.Item) -> Row:
    return _facts(item) | {"description": item.description}


def _facts(item: items.Item) -> Row:
    return {
        "id": item.id,
        "attack_id": item.attack_id,
        "name": item.name,
        "state": item.state,
        "domains": list(item.domains),
        "domain_rank": domain_rank(item.domains),
        "release": item.release,
        "url": item.url,
        "upstream": item.upstream,
        "upstream_key": item.upstream_key,
        "sources": list(item.sources),
        "created": item.created,
        "modified": item.modified,
        "withdrawn_at": item.withdrawn_at,
    }


def _technique(item: items.Technique) -> Row:
    return _facts(item) | {
        "platforms": list(item.platforms),
        "is_subtechnique": item.is_subtechnique,
        "parent_id": item.parent_id,
        "revoked_by": item.revoked_by,
    }


def _print(item: items.Technique) -> Row:
    return {"technique_id": item.id, "present": _encode(print_of(item))}


def _components(item: items.Technique) -> Iterator[tuple[Any, ...]]:
    found = {
        source.component_id: None
        for strategy in item.detection
        for analytic in strategy.analytics
        for source in analytic.log_sources
    }
    return ((item.id, component_id) for component_id in found)


def _uses(item: items.Actor) -> Iterator[tuple[Any, ...]]:
    return (
        (item.id, use.technique_id, use.way, use.through or "", use.description, _encode(use.citations))
        for use in item.uses
    )


WRITINGS = (
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
                lambda item: ((item.id, item.description, _encode(item.detection)),),
            ),
        ),
    ),
    Writing(items.Technique, technique_print, _print, key="technique_id"),
    Writing(
        items.Tactic,
        tactic,
        lambda item: _base(item) | {"shortname": item.shortname},
        (Belonging(tactic_place, "tactic_id", lambda item: ((item.id, *place) for place in item.places)),),
    ),
    Writing(items.Mitigation, mitigation, _base),
    Writing(items.DataComponent, data_component, _base),
    Writing(
        items.Actor,
        actor,
        lambda item: _base(item) | {"aliases": list(item.aliases)},
        (
            Belonging(actor_use, "actor_id", _uses),
            Belonging(actor_software, "actor_id", lambda item: ((item.id, entry) for entry in item.software)),
        ),
    ),
    Writing(
        items.Software,
        software,
        lambda item: (
            _base(item) | {"type": item.type, "aliases": list(item.aliases), "platforms": list(item.platforms)}
        ),
        (Belonging(software_use, "software_id", lambda item: ((item.id, entry) for entry in item.technique_ids)),),
    ),
)
