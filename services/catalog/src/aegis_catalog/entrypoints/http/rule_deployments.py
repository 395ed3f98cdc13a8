"""Where detection rules are deployed, over HTTP: by hand, in bulk, from a tool's own list."""

from datetime import datetime
from typing import Annotated, Any, get_args
from uuid import UUID

import msgspec
from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, delete, get, post, put
from litestar.params import FromPath, FromQuery, HeaderParameter, JSONBody
from msgspec import Meta, Struct

from aegis_catalog.application.deployments.commands.deploy_rules import (
    DeployRules,
    DeployRulesCommand,
    RuleDeployment,
)
from aegis_catalog.application.deployments.commands.sync_deployments import SyncDeployments, SyncDeploymentsCommand
from aegis_catalog.application.deployments.commands.withdraw_deployment import (
    WithdrawDeployment,
    WithdrawDeploymentCommand,
)
from aegis_catalog.application.deployments.queries.periods import DeploymentPeriods, RulePeriods
from aegis_catalog.application.rules.queries.rules import RuleDetail, Rules
from aegis_catalog.domain.deployment import LOCAL_ID_LONGEST, DeploymentTold
from aegis_catalog.domain.deployment_sync import ROWS_MOST, Synced, SyncRow
from aegis_catalog.entrypoints.http.given import Name, Reason, Reference
from aegis_catalog.entrypoints.http.tables import TABLE_BYTES, Row, rows_of
from aegis_catalog.entrypoints.http.tags import changed
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.bulk import Atomic, BulkAnswer, bulk_answer
from aegis_chassis.web.etags import cacheable, expected_version
from aegis_contracts.words import DeploymentStatus
from aegis_kernel.bulk import ITEMS_MOST
from aegis_kernel.errors import DomainError, Fault, Invalid

COLUMNS = ("rule", "key", "local_id", "title", "status", "since", "owner")
UNKNOWN_SHOWN = 1_000

IfMatchIfAny = Annotated[
    str | None, HeaderParameter(name="If-Match", description="The version of the deployment, in quotes, if it matters.")
]
LocalId = Annotated[str, Meta(max_length=LOCAL_ID_LONGEST)]


class DeploymentRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`since` left out: now, if it is another status than before. What else is left out stays; empty text takes it
    away."""

    status: DeploymentStatus
    since: datetime | None = None
    local_id: LocalId | None = None
    owner: Name | None = None
    reason: Reason = ""


class DeploymentItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule and a tool, by id; otherwise as one by itself. `version` is the one that the change was decided on."""

    rule: Reference
    tool: Reference
    status: DeploymentStatus
    since: datetime | None = None
    local_id: LocalId | None = None
    owner: Name | None = None
    version: int | None = None


class DeploymentsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    items: Annotated[tuple[DeploymentItem, ...], Meta(min_length=1, max_length=ITEMS_MOST)]
    reason: Reason = ""


class UnknownRow(Struct, frozen=True):
    """A row that leads to no rule: `why` is ``unknown``, ``ambiguous`` or ``repeated``."""

    line: int
    named: str
    why: str


class SyncAnswer(Struct, frozen=True, kw_only=True):
    """What followed of a tool's list, or would: `rows` are all of its rows, `unknown_rows` at most 1,000 of those that
    lead to no rule."""

    dry_run: bool
    complete: bool
    rows: int
    new: int
    changed: int
    unchanged: int
    disabled: int
    unknown: int
    unknown_rows: list[UnknownRow]


class RuleDeploymentController(Controller):
    """Rules in our tools."""

    path = "/detection-rules"
    tags = ("Detection rules",)

    @get("/{rule_id:uuid}/deployments", operation_id="detection_rules.deployments.list")
    async def periods(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        rule_id: FromPath[UUID],
        periods: FromDishka[RulePeriods],
    ) -> Response[DeploymentPeriods]:
        """How a rule stood in our tools over time, the newest first. How it stands is on its own page."""
        return cacheable(request, await periods(caller, rule_id))

    @put("/{rule_id:uuid}/deployments/{tool_id:uuid}", operation_id="detection_rules.deployments.put")
    async def put_one(
        self,
        caller: CurrentCaller,
        rule_id: FromPath[UUID],
        tool_id: FromPath[UUID],
        data: JSONBody[DeploymentRequest],
        deploy: FromDishka[DeployRules],
        rules: FromDishka[Rules],
        seen: IfMatchIfAny = None,
    ) -> Response[RuleDetail]:
        """Says how a rule stands in a tool. The same again changes nothing."""
        told = DeploymentTold(status=data.status, since=data.since, local_id=data.local_id, owner=data.owner)
        item = RuleDeployment(rule=str(rule_id), tool=str(tool_id), told=told, version=_version(seen))
        [outcome] = await deploy(caller, DeployRulesCommand(items=[item], reason=data.reason))
        if isinstance(outcome, DomainError):
            raise outcome
        found = await rules.one(caller, str(rule_id))
        return changed(found, version=found.version)

    @delete("/{rule_id:uuid}/deployments/{tool_id:uuid}", operation_id="detection_rules.deployments.delete")
    async def delete_one(
        self,
        caller: CurrentCaller,
        rule_id: FromPath[UUID],
        tool_id: FromPath[UUID],
        withdraw: FromDishka[WithdrawDeployment],
        seen: IfMatchIfAny = None,
    ) -> None:
        """Takes away that a rule stands in a tool at all. What was stays as its history."""
        command = WithdrawDeploymentCommand(rule_id=rule_id, tool_id=tool_id, version=_version(seen))
        await withdraw(caller, command)

    @post("/deployments/bulk", operation_id="detection_rules.deployments.bulk", status_code=200)
    async def bulk(
        self,
        caller: CurrentCaller,
        data: JSONBody[DeploymentsRequest],
        deploy: FromDishka[DeployRules],
        atomic: Atomic = False,
    ) -> Response[BulkAnswer]:
        """Says how many rules stand in tools."""
        items = [
            RuleDeployment(
                rule=one.rule,
                tool=one.tool,
                told=DeploymentTold(status=one.status, since=one.since, local_id=one.local_id, owner=one.owner),
                version=one.version,
            )
            for one in data.items
        ]
        command = DeployRulesCommand(items=items, reason=data.reason, atomic=atomic)
        return bulk_answer(await deploy(caller, command), done=200)

    @post(
        "/deployments/sync",
        operation_id="detection_rules.deployments.sync",
        status_code=200,
        request_max_body_size=TABLE_BYTES,
    )
    async def sync(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        tool: FromQuery[UUID],
        sync: FromDishka[SyncDeployments],
        complete: FromQuery[bool] = False,
        dry_run: FromQuery[bool] = False,
    ) -> SyncAnswer:
        """Takes a tool's own list of its rules, as CSV (`text/csv`) with some of the columns rule, key, local_id,
        title, status, since, owner, or as a JSON list of objects with these names. A rule is named by its id here, else
        by upstream's key, else by the tool's local id or the exact title. `status` left out means enabled. Only a list
        that is marked complete disables what is not on it. At most 20,000 rows and 8 MiB."""
        content = await request.body()
        table = rows_of(content, request.headers.get("Content-Type", ""), COLUMNS, most=ROWS_MOST)
        rows = _sync_rows(table)
        command = SyncDeploymentsCommand(tool_id=tool, rows=rows, complete=complete, dry_run=dry_run)
        return _answer(await sync(caller, command), command)


def _version(if_match: str | None) -> int | None:
    return None if if_match is None else expected_version(if_match)


def _sync_rows(table: list[Row]) -> list[SyncRow]:
    faults: list[Fault] = []
    rows = []
    for row in table:
        status = row["status"].lower() or "enabled"
        if status not in get_args(DeploymentStatus):
            detail = f"One of {', '.join(get_args(DeploymentStatus))}."
            faults.append(Fault(f"/rows/{row.line}/status", detail, "invalid"))
        since = None
        if row["since"]:
            try:
                since = msgspec.convert(row["since"], Annotated[datetime, Meta(tz=True)])
            except msgspec.ValidationError:
                faults.append(Fault(f"/rows/{row.line}/since", "An instant with its zone, RFC 3339.", "invalid"))
        rows.append(
            SyncRow(
                line=row.line, rule=row["rule"], key=row["key"], local_id=row["local_id"], title=row["title"],
                status=status, since=since, owner=row["owner"],  # type: ignore[arg-type]  # faults say where it is none
            )
        )  # fmt: skip
    if faults:
        raise Invalid("rows_invalid", "Some lines cannot be taken, so none was.", faults[:100])
    return rows


def _answer(found: Synced, command: SyncDeploymentsCommand) -> SyncAnswer:
    return SyncAnswer(
        dry_run=command.dry_run,
        complete=command.complete,
        rows=len(command.rows),
        new=found.new,
        changed=found.differing,
        unchanged=found.unchanged,
        disabled=found.disabled,
        unknown=len(found.unknown),
        unknown_rows=[UnknownRow(one.line, one.named, one.why) for one in found.unknown[:UNKNOWN_SHOWN]],
    )
