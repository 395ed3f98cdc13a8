"""How frameworks and their controls lie in tables."""

import re
from collections.abc import Iterator
from typing import Any

from aegis_catalog.adapters.persistence.compliance.tables import control, control_mapping, framework, non_mappable
from aegis_catalog.adapters.persistence.content.writing import Belonging, Row, Writing, base_row
from aegis_catalog.application.content.compliance_items import Control, Framework

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


COMPLIANCE_WRITINGS = (
    Writing(Framework, framework, _framework, (Belonging(non_mappable, "framework_id", _non_mappable),)),
    Writing(Control, control, _control, (Belonging(control_mapping, "control_id", _mappings),)),
)
