"""Mitigations read."""

from typing import Any

from sqlalchemy import select

from aegis_catalog.adapters.persistence.contents import ContentList, Links, by_link, counted
from aegis_catalog.adapters.persistence.finding import named
from aegis_catalog.adapters.persistence.mitigations.tables import mitigation
from aegis_catalog.adapters.persistence.reading import content_columns
from aegis_catalog.adapters.persistence.techniques.below import technique_values_of, techniques_below
from aegis_catalog.adapters.persistence.techniques.tables import technique, technique_mitigation
from aegis_catalog.application.mitigations.queries.mitigations import (
    MitigationCounts,
    MitigationFilters,
    MitigationRow,
)
from aegis_catalog.application.views.techniques import MitigatedTechnique

_links = technique_mitigation.join(technique, technique.c.id == technique_mitigation.c.technique_id)
_its = technique_mitigation.c.mitigation_id == mitigation.c.id


def _row(*columns: Any) -> MitigationRow:
    values = (*columns[:14], MitigationCounts(columns[14]))
    return MitigationRow(*values)


def _technique(*columns: Any) -> MitigatedTechnique:
    values = (*technique_values_of(*columns), columns[8])
    return MitigatedTechnique(*values)


MITIGATIONS = ContentList[MitigationFilters, MitigationRow, MitigationRow](
    table=mitigation,
    noun="mitigation",
    rows=select(
        *content_columns(mitigation),
        mitigation.c.description,
        counted(_links, _its, technique.c.state == "active").label("techniques"),
    ),
    row=_row,
    detail=_row,
    filters={"technique": by_link(_links, _its, technique, "technique")},
)
MITIGATED = Links(
    techniques_below(
        technique_mitigation,
        technique_mitigation.c.mitigation_id == named(mitigation),
        technique_mitigation.c.description,
    ),
    _technique,
)
