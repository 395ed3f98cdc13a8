"""Which playbooks are hidden from whoever does not know what blind tests are about, and what is kept of those tests.

A blind test's state is redacted. Where it does not say its technique, or names one that nobody knows, every attack
playbook is hidden: what is not known is denied.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, literal_column, not_, or_, select

from aegis_catalog.adapters.persistence.playbooks.tables import blind_test, playbook
from aegis_catalog.adapters.persistence.techniques.tables import technique
from aegis_catalog.application.playbooks.ports import BlindTest
from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork

_of_it = or_(
    blind_test.c.technique_id.is_(None),
    blind_test.c.technique_id == playbook.c.leads_to,
    blind_test.c.technique_id == playbook.c.technique_id,
    not_(exists(select(1).where(technique.c.id == blind_test.c.technique_id))),
)
shown_to_all: ColumnElement[bool] = or_(
    playbook.c.kind != literal_column("'attack'"), not_(exists(select(1).where(blind_test.c.open, _of_it)))
)
"""Whether a row of `playbook` is for everybody."""

_NOTE = """
insert into blind_test as present (test_id, version, technique_id, open)
select given.test_id, given.version, given.technique_id, given.open
from unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::boolean[]) as given(test_id, version, technique_id, open)
where given.open or exists (select from blind_test known where known.test_id = given.test_id)
order by given.test_id
on conflict (test_id) do update
set version = excluded.version, technique_id = excluded.technique_id, open = excluded.open
where excluded.version > present.version
"""


class SqlBlindTests:
    """`BlindTests`."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def note(self, tests: Sequence[BlindTest]) -> None:
        driver = await driver_of(self._uow.connection)
        await driver.execute(
            _NOTE,
            [test.test_id for test in tests],
            [test.version for test in tests],
            [test.technique_id for test in tests],
            [test.open for test in tests],
        )
