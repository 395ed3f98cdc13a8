"""Frameworks and controls as people name them: by id, slug or label, whatever the case of letters."""

import re
from typing import Any

from sqlalchemy import ColumnElement, any_, cast, func, or_
from sqlalchemy import Text as SqlText

from aegis_catalog.adapters.persistence.compliance.tables import control, framework
from aegis_catalog.adapters.persistence.finding import named, naming
from aegis_catalog.adapters.persistence.lookup import as_public_id
from aegis_catalog.adapters.persistence.reading import words
from aegis_kernel.errors import NotFound

SLUG = func.upper(framework.c.attack_id)
FRAMEWORK = named(framework, owner="framework", public_id=SLUG)
"""The id of the framework that `naming_control` or ``naming(.., owner="framework")`` names."""

_LEADING_ZEROS = re.compile(r"(?<=[-(])0+(?=\d)")


def names_framework(name: str) -> ColumnElement[bool]:
    """Whether a framework is one of those that a filter names. Values have to come from `references`."""
    return or_(cast(framework.c.id, SqlText) == any_(words(name)), any_(words(name)) == SLUG)


def as_label(reference: str) -> str:
    """A control's label as it is stored, however it is written: AC-02(01) is AC-2(1)."""
    return _LEADING_ZEROS.sub("", as_public_id(reference))


def named_control() -> ColumnElement[Any]:
    """The id of the control that `naming_control` names, by label or else by upstream's key (``ac-2.1``)."""
    key = func.upper(control.c.upstream_key)
    labelled = named(control, control.c.framework_id == FRAMEWORK)
    return func.coalesce(labelled, named(control, control.c.framework_id == FRAMEWORK, public_id=key))


def naming_control(framework_reference: str, reference: str) -> dict[str, Any]:
    """The values that `named_control` is bound with."""
    return naming(framework_reference, owner="framework") | naming(as_label(reference))


def no_control() -> NotFound:
    """What is raised where a framework has no such control."""
    return NotFound("control_not_found", "There is no such control in this framework.")
