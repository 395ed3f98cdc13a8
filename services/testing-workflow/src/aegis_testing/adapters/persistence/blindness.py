"""Which hidden tests somebody sees, and what stands for what they do not, in lists."""

from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, bindparam, func, or_

from aegis_testing.adapters.persistence.tables import test
from aegis_testing.application.queries.test_detail import TechniqueView
from aegis_testing.domain.words import StateName

NO_TECHNIQUE = TechniqueView(id=UUID(int=0), attack_id="", name="")


def seen_by(parameter: str) -> ColumnElement[bool]:
    """Whether whoever is bound as `parameter`, without a role that sees all, sees a row of `test`."""
    return or_(test.c.hidden.is_(False), bindparam(parameter, type_=Uuid) == func.any(test.c.white_cell))


def plain_state(state: StateName, *, started: bool, rejected: bool) -> StateName:
    """How far a hidden test is, without red's half of it (`domain.hidden`)."""
    if state == "cancelled":
        return "cancelled"
    if not started:
        return "draft"
    return "rejected" if rejected else "red_executing"
