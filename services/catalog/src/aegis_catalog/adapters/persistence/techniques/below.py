"""Techniques listed below something else: a mitigation, a piece of software, a data component, an actor."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, any_, select

from aegis_catalog.adapters.persistence.reading import as_built, words
from aegis_catalog.adapters.persistence.standing.tables import standing
from aegis_catalog.adapters.persistence.techniques.listing import STATUS
from aegis_catalog.adapters.persistence.techniques.tables import technique
from aegis_catalog.application.views.content import TacticRef
from aegis_catalog.application.views.techniques import TechniqueOf
from aegis_chassis.database.listing import Listing, ListReader

WIDTH = 8
"""The columns of a `TechniqueOf`."""


def techniques_below(
    link: FromClause, owner: ColumnElement[bool], *more: ColumnElement[Any], **filters: ColumnElement[bool]
) -> ListReader:
    """The list of the techniques that `link` (with a column ``technique_id``) leads to, below the owner that the
    condition `owner` names; `more` columns follow those of a `TechniqueOf`."""
    rows: Select[Any] = (
        select(
            technique.c.id,
            technique.c.attack_id,
            technique.c.name,
            technique.c.state,
            technique.c.domains,
            technique.c.tactics,
            technique.c.platforms,
            STATUS.label("coverage_status"),
            *more,
        )
        .select_from(
            link.join(technique, technique.c.id == link.c.technique_id).outerjoin(
                standing, standing.c.technique_id == technique.c.id
            )
        )
        .where(owner)
    )
    conditions: Mapping[str, ColumnElement[bool]] = {
        "state": technique.c.state == any_(words("state")),
        "domain": technique.c.domains.overlap(words("domain")),
        **filters,
    }
    sorts = {"attack_id": technique.c.attack_id, "name": technique.c.name}
    return Listing(rows=rows, filters=conditions, sorts=sorts, tie=technique.c.id).reader()


def technique_values_of(*columns: Any) -> tuple[Any, ...]:
    """The values of a `TechniqueOf` from its columns."""
    return (*columns[:5], as_built(columns[5], list[TacticRef]), *columns[6:8])


def technique_of(*columns: Any) -> TechniqueOf:
    """An item of such a list that has no more columns."""
    values = technique_values_of(*columns)
    return TechniqueOf(*values)
