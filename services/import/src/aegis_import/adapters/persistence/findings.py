"""Problems and samples of runs."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete

from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_import.adapters.persistence.tables import import_problem, import_sample
from aegis_import.application.reads import Change
from aegis_import.application.report import Problem

LONGEST_REASON = 2_000
_PROBLEM = ("run_id", "number", "severity", "code", "reason", "path", "line", "kind", "key")
_SAMPLE = ("run_id", "number", "class", "kind", "key", "name", "fields")


class SqlFindings:
    """`Findings` in the open unit of work."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def note(self, run_id: UUID, problems: Sequence[Problem], samples: Sequence[Change]) -> None:
        """Replaces what was noted of the run."""
        for table in (import_problem, import_sample):
            await self._uow.connection.execute(delete(table).where(table.c.run_id == run_id))
        driver = await driver_of(self._uow.connection)
        if problems:
            await driver.copy_records_to_table(
                import_problem.name,
                columns=_PROBLEM,
                records=[
                    (
                        run_id,
                        number,
                        one.severity,
                        one.code,
                        _storable(one.reason),
                        _storable(one.path),
                        one.line,
                        _storable(one.kind),
                        _storable(one.key),
                    )
                    for number, one in enumerate(problems)
                ],
            )
        if samples:
            await driver.copy_records_to_table(
                import_sample.name,
                columns=_SAMPLE,
                records=[
                    (run_id, number, one.class_, one.kind, one.key, one.name, list(one.fields))
                    for number, one in enumerate(samples)
                ],
            )


def _storable(written: str | None) -> str | None:
    """What strangers wrote, as PostgreSQL takes it: without zero characters and lone surrogates, and not endless."""
    if written is None:
        return None
    return written[:LONGEST_REASON].replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
