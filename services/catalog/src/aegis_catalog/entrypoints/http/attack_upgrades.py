"""Upgrades of ATT&CK over HTTP: preview, apply, decide, undo."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta, Struct

from aegis_catalog.application.upgrades.commands.decide_succession import DecideSuccession, DecideSuccessionCommand
from aegis_catalog.application.upgrades.commands.request_upgrade import RequestUpgrade, RequestUpgradeCommand
from aegis_catalog.application.upgrades.commands.undo_decision import UndoDecision, UndoDecisionCommand
from aegis_catalog.application.upgrades.queries.upgrades import (
    AttackUpgrades,
    DecisionView,
    Outcome,
    UpgradeFilters,
    UpgradeRow,
    UpgradeTechnique,
)
from aegis_catalog.domain.reasons import REASON_LONGEST
from aegis_catalog.domain.upgrade import TESTS_MOST, UpgradeState
from aegis_catalog.entrypoints.http.asked import Domains, Search, several
from aegis_catalog.entrypoints.http.tags import changed, shown, version_in
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import IfMatch, cacheable
from aegis_chassis.web.paging import Pages, PageView

Reference = Annotated[str, Meta(min_length=1, max_length=100)]
Reason = Annotated[str, Meta(max_length=REASON_LONGEST)]
UpgradeStates = Annotated[
    list[UpgradeState] | None, QueryParameter(name="state", description="States; all when none is named.")
]


class DecisionRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`technique` and `target` are ids or public ids. `tests` are the only ones that go there; ``all``: everything
    that points to the technique does."""

    technique: Reference
    target: Reference
    tests: Literal["all"] | Annotated[list[UUID], Meta(min_length=1, max_length=TESTS_MOST)] = "all"
    reason: Reason = ""


class UndoRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    reason: Reason = ""


class AttackUpgradeController(Controller):
    """Made when a dry run shows a later release than the present, or when one is applied."""

    path = "/attack-upgrades"
    tags = ("Upgrades",)

    @get(operation_id="attack_upgrades.list")
    async def page(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        paging: Pages,
        upgrades: FromDishka[AttackUpgrades],
        domain: Domains = None,
        of_state: UpgradeStates = None,
    ) -> Response[PageView[UpgradeRow]]:
        """All upgrades; the newest first."""
        sorts = {"applied_at": datetime, "previewed_at": datetime}
        wanted = paging.request(sorts, default="-previewed_at,-applied_at")
        found = await upgrades.page(caller, several(domain), several(of_state), wanted)
        return cacheable(request, paging.answer(found))

    @get("/{upgrade:uuid}", operation_id="attack_upgrades.get")
    async def one(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        upgrade: FromPath[UUID],
        upgrades: FromDishka[AttackUpgrades],
    ) -> Response[UpgradeRow]:
        """One upgrade with its counts."""
        found = await upgrades.one(caller, upgrade)
        return shown(request, found, version=found.version)

    @get("/{upgrade:uuid}/techniques", operation_id="attack_upgrades.techniques")
    async def techniques(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        paging: Pages,
        upgrade: FromPath[UUID],
        upgrades: FromDishka[AttackUpgrades],
        outcome: Annotated[list[Outcome] | None, QueryParameter(description="What becomes of it.")] = None,
        undecided: Annotated[
            bool, QueryParameter(name="open", description="Only what is to decide and nobody has decided.")
        ] = False,
        ours: Annotated[bool, QueryParameter(description="Only what something of ours was made for.")] = False,
        q: Search = None,
    ) -> Response[PageView[UpgradeTechnique]]:
        """What becomes of each technique, and what of ours was made for it."""
        filters = UpgradeFilters(outcome=several(outcome), open=undecided, ours=ours, q=q or "")
        sorts = {"attack_id": str, "name": str}
        found = await upgrades.techniques(caller, upgrade, filters, paging.request(sorts, default="attack_id"))
        return cacheable(request, paging.answer(found))

    @post("/{upgrade:uuid}/apply", operation_id="attack_upgrades.apply", status_code=202)
    async def apply(
        self,
        caller: CurrentCaller,
        upgrade: FromPath[UUID],
        if_match: IfMatch,
        request_upgrade: FromDishka[RequestUpgrade],
        upgrades: FromDishka[AttackUpgrades],
    ) -> Response[UpgradeRow]:
        """Asks import to read again, for good, what the dry run read: the upgrade is `applied` once that run is. Where
        the file is no longer kept, upload it again without `dry_run`."""
        command = RequestUpgradeCommand(upgrade_id=upgrade, version=version_in(if_match))
        await request_upgrade(caller, command)
        found = await upgrades.one(caller, upgrade)
        answer = changed(found, version=found.version, status_code=202)
        answer.headers["Location"] = f"/api/v1/attack-upgrades/{upgrade}"
        return answer

    @get("/{upgrade:uuid}/decisions", operation_id="attack_upgrades.decisions.list")
    async def decisions(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        paging: Pages,
        upgrade: FromPath[UUID],
        upgrades: FromDishka[AttackUpgrades],
    ) -> Response[PageView[DecisionView]]:
        """What was decided in an upgrade, undone or not; the newest first."""
        found = await upgrades.decisions(caller, upgrade, paging.request({"at": datetime}, default="-at"))
        return cacheable(request, paging.answer(found))

    @post("/{upgrade:uuid}/decisions", operation_id="attack_upgrades.decide")
    async def decide(
        self,
        caller: CurrentCaller,
        upgrade: FromPath[UUID],
        if_match: IfMatch,
        data: JSONBody[DecisionRequest],
        decide: FromDishka[DecideSuccession],
        upgrades: FromDishka[AttackUpgrades],
    ) -> Response[UpgradeRow]:
        """Says where a technique leads: at once where the upgrade is applied, else as soon as it is."""
        command = DecideSuccessionCommand(
            upgrade_id=upgrade,
            version=version_in(if_match),
            technique=data.technique,
            target=data.target,
            tests=None if data.tests == "all" else data.tests,
            reason=data.reason,
        )
        made = await decide(caller, command)
        found = await upgrades.one(caller, upgrade)
        answer = changed(found, version=found.version, status_code=201)
        answer.headers["Location"] = f"/api/v1/attack-upgrades/{upgrade}/decisions/{made.id}"
        return answer

    @post("/{upgrade:uuid}/decisions/{decision:uuid}/undo", operation_id="attack_upgrades.undo", status_code=200)
    async def undo(
        self,
        caller: CurrentCaller,
        upgrade: FromPath[UUID],
        decision: FromPath[UUID],
        if_match: IfMatch,
        data: JSONBody[UndoRequest],
        undo: FromDishka[UndoDecision],
        upgrades: FromDishka[AttackUpgrades],
    ) -> Response[UpgradeRow]:
        """Takes a decision back, until the next upgrade of the domain: all that it moved is led back."""
        command = UndoDecisionCommand(
            upgrade_id=upgrade, version=version_in(if_match), decision_id=decision, reason=data.reason
        )
        await undo(caller, command)
        found = await upgrades.one(caller, upgrade)
        return changed(found, version=found.version)
