"""Pages of evidence; which bytes are needed."""

from collections.abc import Collection
from dataclasses import fields
from typing import Any

from sqlalchemy import BigInteger, Boolean, Text, Uuid, and_, bindparam, func, literal_column, or_, select, true
from sqlalchemy.dialects.postgresql import ARRAY

from aegis_chassis.database.compiled import compiled
from aegis_chassis.database.listing import Listing
from aegis_chassis.database.pool import Database
from aegis_contracts.testing_tests import PersonRef
from aegis_kernel.paging import Page, PageRequest
from aegis_testing.adapters.persistence.blindness import seen_by
from aegis_testing.adapters.persistence.reach import bound_to, within_reach
from aegis_testing.adapters.persistence.tables import evidence, test
from aegis_testing.application.queries.evidence import EvidenceView, SampleView
from aegis_testing.application.queries.evidence_files import EvidenceFilters
from aegis_testing.application.queries.seer import Seer

_copy = evidence.alias("copy")
_REDACTED_BY = (
    select(_copy.c.id)
    .where(_copy.c.redacts == evidence.c.id, _copy.c.withdrawn_at.is_(None))
    .limit(1)
    .scalar_subquery()
    .label("redacted_by")
)
_COLUMNS = (*evidence.c.keys(), "redacted_by")

_READER = Listing(
    rows=select(*evidence.c, _REDACTED_BY)
    .join(test, test.c.id == evidence.c.test_id)
    .where(test.c.deleted_at.is_(None)),
    filters={
        "tests": or_(
            evidence.c.test_id == func.any(bindparam("tests", type_=ARRAY(Uuid))),
            test.c.number == func.any(bindparam("numbers", type_=ARRAY(BigInteger))),
        ),
        # The other half of "tests", which has both parameters: the two are always given together.
        "numbers": true(),
        "sides": evidence.c.side == func.any(bindparam("sides", type_=ARRAY(Text))),
        "media_types": evidence.c.media_type == func.any(bindparam("media_types", type_=ARRAY(Text))),
        "uploaders": evidence.c.by_id == func.any(bindparam("uploaders", type_=ARRAY(Uuid))),
        "reach": within_reach(test.c.campaign_id),
        "seen": or_(
            bindparam("sees_all", type_=Boolean),
            seen_by("me"),
            and_(bindparam("blues", type_=Boolean), evidence.c.side == literal_column("'blue'")),
        ),
        "withdrawn": evidence.c.withdrawn_at.is_not(None) == bindparam("withdrawn", type_=Boolean),
    },
    sorts={"at": evidence.c.at, "name": evidence.c.name, "size": evidence.c.size},
    tie=evidence.c.id,
).reader()

_NEEDED = compiled(
    select(evidence.c.sha256)
    .distinct()
    .where(evidence.c.sha256 == func.any(bindparam("hashes", type_=ARRAY(Text))), evidence.c.erased_at.is_(None))
)


class SqlEvidenceLists:
    """The ports `EvidenceLists` and `EvidenceIndex`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, filters: EvidenceFilters, request: PageRequest, seer: Seer) -> Page[EvidenceView]:
        given: dict[str, Any] = {}
        bound = {"me": seer.person, "sees_all": seer.sees_all, "blues": seer.blues, **bound_to(seer)}
        for field in fields(filters):
            value = getattr(filters, field.name)
            if value is not None and value != ():
                given[field.name] = list(value) if isinstance(value, tuple) else value
        if "tests" in given or "numbers" in given:
            given = {"tests": [], "numbers": [], **given}
        given["seen"] = given["reach"] = True
        return await _READER.page(self._database, request, given, _view, bound=bound)

    async def needed(self, hashes: Collection[str]) -> frozenset[str]:
        async with self._database.raw() as connection:
            rows = await connection.fetch(_NEEDED.sql, *_NEEDED.arguments({"hashes": list(hashes)}))
        return frozenset(row["sha256"] for row in rows)


def _view(*row: Any) -> EvidenceView:
    it = dict(zip(_COLUMNS, row, strict=True))
    withdrawn_by = it["withdrawn_by_id"]
    return EvidenceView(
        id=it["id"],
        version=it["version"],
        test_id=it["test_id"],
        side=it["side"],
        name=it["name"],
        media_type=it["media_type"],
        size=it["size"],
        sha256=it["sha256"],
        by=PersonRef(id=it["by_id"], name=it["by_name"]),
        at=it["at"],
        caption=it["caption"],
        withdrawn_at=it["withdrawn_at"],
        withdrawn_by=None if withdrawn_by is None else PersonRef(id=withdrawn_by, name=it["withdrawn_by_name"]),
        withdrawn_reason=it["withdrawn_reason"],
        malware=it["sample_sha256"] is not None,
        sample=None
        if it["sample_sha256"] is None
        else SampleView(name=it["sample_name"], size=it["sample_size"], sha256=it["sample_sha256"]),
        redacts=it["redacts"],
        redacted_by=it["redacted_by"],
        erased_at=it["erased_at"],
    )
