"""Which playbooks are hidden from whoever does not know what blind tests are about, and what is kept of those tests.

A blind test's state is redacted. Where it does not say its technique, or names one that nobody knows, every attack
playbook is hidden: what is not known is denied.
"""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, literal_column, not_, or_, select

from aegis_catalog.adapters.persistence.playbooks.tables import blind_test, playbook
from aegis_catalog.adapters.persistence.techniques.tables import technique
from aegis_chassis.messaging.hearing import Replica, Row
from aegis_contracts.testing_tests import TestState
from aegis_kernel.facts import Fact

_NOBODY = UUID(int=0)

_of_it = or_(
    blind_test.c.technique_id.is_(None),
    blind_test.c.technique_id == playbook.c.leads_to,
    blind_test.c.technique_id == playbook.c.technique_id,
    not_(exists(select(1).where(technique.c.id == blind_test.c.technique_id))),
)
shown_to_all: ColumnElement[bool] = or_(
    playbook.c.kind != literal_column("'attack'"), not_(exists(select(1).where(and_(_of_it))))
)
"""Whether a row of `playbook` is for everybody."""


def _row(fact: Fact[TestState]) -> Row | None:
    """The test, as long as it is blind and open."""
    test = fact.state
    over = test.deleted_at is not None or test.state in {"validated", "cancelled"}
    if not test.blind or over:
        return None
    named = test.technique_id
    return {"test_id": test.id, "technique_id": None if named == _NOBODY else named}


BLIND_TESTS: Replica[TestState] = Replica(table=blind_test, key="test_id", key_of=lambda fact: fact.state.id, row=_row)
"""Kept equal to ``aegis.testing.tests``."""
