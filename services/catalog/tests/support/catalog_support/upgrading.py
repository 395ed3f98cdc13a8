"""Two releases of a small ATT&CK, and what tests and people made of the first."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from aegis_contracts.import_content import Claim, Item
from aegis_contracts.testing_tests import TESTING_TESTS, PersonRef, Procedure, TestState
from aegis_kernel.facts import Fact
from aegis_kernel.ids import event_id, named_id
from catalog_support.claims import facts, outline_of, run_end, tactic, technique, technique_id
from catalog_support.service import CatalogForTests

EXECUTION, STEALTH = tactic("TA0002", 0), tactic("TA0005", 1)

BEFORE: tuple[Item, ...] = (
    EXECUTION,
    STEALTH,
    technique("T1", tactics=["TA0002"]),
    technique("T2", tactics=["TA0002"]),
    technique("T3", tactics=["TA0002"]),
    technique("T4", tactics=["TA0002"]),
    technique("T5", tactics=["TA0002"]),
    technique("T6", tactics=["TA0002"]),
    technique("T7", revoked_by="T2"),
    technique("T8", deprecated=True),
)
AFTER: tuple[Item, ...] = (
    EXECUTION,
    STEALTH,
    technique("T1", tactics=["TA0002"]),
    technique("T2", revoked_by="T9"),
    technique("T3", tactics=["TA0002"], deprecated=True),
    technique("T4", tactics=["TA0005"], name="Renamed"),
    technique("T5", revoked=True),
    technique("T6", revoked_by="T10"),
    technique("T7", revoked_by="T2"),
    technique("T8", deprecated=True),
    technique("T9", tactics=["TA0002"]),
    technique("T10", tactics=["TA0002"]),
    technique("T10.001", parent="T10", tactics=["TA0002"]),
)
OUTCOMES = {
    "T1": ("unchanged", None), "T2": ("carried", None), "T3": ("to_decide", "deprecated"), "T4": ("changed", None),
    "T5": ("to_decide", "no_successor"), "T6": ("to_decide", "leads_to_parent"), "T7": ("carried", None),
    "T8": ("unchanged", None), "T9": ("added", None), "T10": ("added", None), "T10.001": ("added", None),
}  # fmt: skip


def applied(items: Iterable[Item], release: str, *, version: int = 1, run: str | None = None) -> list[Fact[Claim]]:
    """A run that brings a release."""
    run = run or f"run {release}"
    brought = facts(*items, version=version, run=run, release=release)
    return [*brought, run_end(run, release=release)]


async def upgraded(catalog: CatalogForTests) -> None:
    """The first release, then the second."""
    await catalog.hear(applied(BEFORE, "18.1"))
    await catalog.hear(applied(AFTER, "19.1", version=2))


def previewed(release: str = "19.1") -> Fact[Claim]:
    """What a dry run of the second release says."""
    return outline_of(release, *AFTER)


def id_of_test(name: str) -> UUID:
    return named_id("test", "test", name)


def drafted(name: str, key: str, *, now: str | None = None, version: int = 1, **fields: Any) -> Fact[TestState]:
    """A test drafted of the technique `key`, which is one of `now` since."""
    id_ = id_of_test(name)
    state = TestState(
        id=id_, number=1, technique_id=technique_id(now or key), drafted_technique_id=technique_id(key),
        attack_id=now or key, technique_name=key, procedure=Procedure(key="p", name="p"), state="draft",
        author=PersonRef(id=UUID(int=1), name="Ada"), drafted_at=datetime(2026, 1, 1, tzinfo=UTC), review_policy="dual",
        **fields,
    )  # fmt: skip
    return Fact(
        topic=TESTING_TESTS.name, key=str(id_), version=version, type=TESTING_TESTS.types["TestDrafted"],
        id=event_id(TESTING_TESTS.name, str(id_), version), time=datetime(2026, 1, 1, tzinfo=UTC), state=state,
    )  # fmt: skip
