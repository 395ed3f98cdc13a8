"""Upgrades from one release of ATT&CK to another: what becomes of each technique, and of what is ours."""

from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from aegis_catalog.application.upgrades.queries.releases import ReleasedTechnique, SuccessorRef
from aegis_catalog.application.views.content import PersonRef
from aegis_catalog.domain.content import Domain
from aegis_catalog.domain.upgrade import UpgradeState
from aegis_kernel.errors import NotFound
from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Action, Caller, require

Outcome = Literal["added", "unchanged", "changed", "carried", "to_decide"]
"""`carried`: all follows to the end of a chain. `to_decide`: a person has to say where it goes."""
Why = Literal["deprecated", "gone", "no_successor", "end_not_active", "leads_to_parent"]
"""Why a person has to decide. `leads_to_parent`: upstream names a technique that has sub-techniques, so that one of
those may be meant; what is ours follows to it until somebody decides otherwise."""


class UpgradeCounts(Struct, frozen=True):
    """Techniques by outcome; `open` are those to decide that nobody has decided on."""

    added: int
    unchanged: int
    changed: int
    carried: int
    to_decide: int
    open: int


class UpgradeRow(Struct, frozen=True):
    """An upgrade. `run_id` is the dry run that showed it, or the run that applied it where there was none before;
    `latest`: nothing was applied after it, so that what was decided in it can be undone."""

    id: UUID
    version: int
    domain: Domain
    from_release: str
    to_release: str
    state: UpgradeState
    source_name: str
    source_id: UUID
    run_id: UUID
    previewed_at: datetime | None
    requested_at: datetime | None
    applied_at: datetime | None
    latest: bool
    counts: UpgradeCounts


class DecisionView(Struct, frozen=True):
    """What somebody decided. `test_ids` are the only tests that follow; null: everything does."""

    id: UUID
    technique: SuccessorRef | None
    target: SuccessorRef | None
    technique_id: UUID
    target_id: UUID
    test_ids: list[UUID] | None
    reason: str
    by: PersonRef
    at: datetime
    undone_by: PersonRef | None
    undone_at: datetime | None


class UpgradeTechnique(Struct, frozen=True):
    """A technique in an upgrade. `successor` is the end of its chain in the release to come; `decisions` those that
    stand; `ours` counts what was made for this technique, by kind: tests, notes, templates that name it, ..."""

    id: UUID
    attack_id: str
    name: str
    outcome: Outcome
    why: Why | None
    fields: list[str]
    before: ReleasedTechnique | None
    after: ReleasedTechnique | None
    successor: SuccessorRef | None
    decisions: list[DecisionView]
    ours: dict[str, int]


class UpgradeFilters(Struct, frozen=True):
    """`open`: to decide, and nobody has. `ours`: something of ours was made for it."""

    outcome: tuple[Outcome, ...] = ()
    open: bool = False
    ours: bool = False
    q: str = ""


class UpgradeReader(Protocol):
    async def page(
        self, domains: tuple[Domain, ...], states: tuple[UpgradeState, ...], request: PageRequest
    ) -> Page[UpgradeRow]: ...

    async def one(self, upgrade_id: UUID) -> UpgradeRow | None: ...

    async def techniques(
        self, upgrade_id: UUID, filters: UpgradeFilters, request: PageRequest
    ) -> Page[UpgradeTechnique]:
        """Raises `NotFound` for an upgrade that is not there."""
        ...

    async def decisions(self, upgrade_id: UUID, request: PageRequest) -> Page[DecisionView]:
        """Raises `NotFound` for an upgrade that is not there."""
        ...


class AttackUpgrades:
    """Raises `Forbidden`, `NotFound`."""

    def __init__(self, reader: UpgradeReader) -> None:
        self._reader = reader

    async def page(
        self, caller: Caller, domains: tuple[Domain, ...], states: tuple[UpgradeState, ...], request: PageRequest
    ) -> Page[UpgradeRow]:
        require(caller, Action.CONTENT_READ)
        return await self._reader.page(domains, states, request)

    async def one(self, caller: Caller, upgrade_id: UUID) -> UpgradeRow:
        require(caller, Action.CONTENT_READ)
        found = await self._reader.one(upgrade_id)
        if found is None:
            raise NotFound("upgrade_not_found", "There is no such upgrade.")
        return found

    async def techniques(
        self, caller: Caller, upgrade_id: UUID, filters: UpgradeFilters, request: PageRequest
    ) -> Page[UpgradeTechnique]:
        require(caller, Action.CONTENT_READ)
        return await self._reader.techniques(upgrade_id, filters, request)

    async def decisions(self, caller: Caller, upgrade_id: UUID, request: PageRequest) -> Page[DecisionView]:
        require(caller, Action.CONTENT_READ)
        return await self._reader.decisions(upgrade_id, request)
