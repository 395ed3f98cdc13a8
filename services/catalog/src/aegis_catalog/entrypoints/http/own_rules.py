"""Detection rules of our own over HTTP: made and changed below ``/detection-rules``, read like all others."""

from typing import Annotated, Any
from uuid import UUID

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Response, patch, post
from litestar.params import FromPath, JSONBody
from msgspec import UNSET, Meta, Struct, UnsetType

from aegis_catalog.application.own_rules.commands.add_rule import AddRule, AddRuleCommand
from aegis_catalog.application.own_rules.commands.edit_rule import EditRule, EditRuleCommand
from aegis_catalog.application.own_rules.commands.retire_rule import RetireRule, RetireRuleCommand
from aegis_catalog.application.rules.queries.rules import RuleDetail, Rules
from aegis_catalog.domain.log_source import LogSource
from aegis_catalog.domain.own_rule import TECHNIQUES_MOST, TITLE_LONGEST, OwnRuleKind, RuleTold, Severity
from aegis_catalog.entrypoints.http.given import Name, Names, Reason, Reference
from aegis_catalog.entrypoints.http.tags import changed, version_in
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import IfMatch

Title = Annotated[str, Meta(min_length=1, max_length=TITLE_LONGEST)]
TechniqueReferences = Annotated[tuple[Reference, ...], Meta(max_length=TECHNIQUES_MOST)]


class LogSourceRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a rule reads; by it the platforms are found that it can see."""

    product: Name | None = None
    category: Name | None = None
    service: Name | None = None
    indices: Names = ()
    integrations: Names = ()
    sources: Names = ()


class RuleRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule of our own, for techniques by id or public id. `body` has at most 256 KiB."""

    title: Title
    kind: OwnRuleKind = "rule"
    techniques: TechniqueReferences = ()
    description: str = ""
    severity: Severity | None = None
    language: Name | None = None
    log_source: LogSourceRequest = LogSourceRequest()
    body: str = ""


class RulePatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is; null takes a severity or a language away."""

    title: Title | UnsetType = UNSET
    kind: OwnRuleKind | UnsetType = UNSET
    techniques: TechniqueReferences | UnsetType = UNSET
    description: str | UnsetType = UNSET
    severity: Severity | UnsetType | None = UNSET
    language: Name | UnsetType | None = UNSET
    log_source: LogSourceRequest | UnsetType = UNSET
    body: str | UnsetType = UNSET


class ReasonRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why."""

    reason: Reason


class OwnRuleController(Controller):
    """Detection rules of our own."""

    path = "/detection-rules"
    tags = ("Detection rules",)

    @post(operation_id="detection_rules.create")
    async def create(
        self,
        caller: CurrentCaller,
        data: JSONBody[RuleRequest],
        add: FromDishka[AddRule],
        rules: FromDishka[Rules],
    ) -> Response[RuleDetail]:
        """Writes a rule of our own."""
        rule = await add(caller, AddRuleCommand(told=RuleTold(**_fields(data))))
        found = await rules.one(caller, str(rule.id))
        answer = changed(found, version=found.version, status_code=201)
        answer.headers["Location"] = f"/api/v1/detection-rules/{rule.id}"
        return answer

    @patch("/{rule_id:uuid}", operation_id="detection_rules.change")
    async def change(
        self,
        caller: CurrentCaller,
        rule_id: FromPath[UUID],
        if_match: IfMatch,
        data: JSONBody[RulePatch],
        edit: FromDishka[EditRule],
        rules: FromDishka[Rules],
    ) -> Response[RuleDetail]:
        """Says otherwise what one of our own is."""
        command = EditRuleCommand(rule_id=rule_id, version=version_in(if_match), fields=_fields(data))
        await edit(caller, command)
        found = await rules.one(caller, str(rule_id))
        return changed(found, version=found.version)

    @post("/{rule_id:uuid}/retire", operation_id="detection_rules.retire", status_code=200)
    async def retire(
        self,
        caller: CurrentCaller,
        rule_id: FromPath[UUID],
        if_match: IfMatch,
        data: JSONBody[ReasonRequest],
        retire: FromDishka[RetireRule],
        rules: FromDishka[Rules],
    ) -> Response[RuleDetail]:
        """Takes one of our own out of the catalogue."""
        command = RetireRuleCommand(rule_id=rule_id, version=version_in(if_match), reason=data.reason)
        await retire(caller, command)
        found = await rules.one(caller, str(rule_id))
        return changed(found, version=found.version)

    @post("/{rule_id:uuid}/reinstate", operation_id="detection_rules.reinstate", status_code=200)
    async def reinstate(
        self,
        caller: CurrentCaller,
        rule_id: FromPath[UUID],
        if_match: IfMatch,
        data: JSONBody[ReasonRequest],
        retire: FromDishka[RetireRule],
        rules: FromDishka[Rules],
    ) -> Response[RuleDetail]:
        """Takes back that one of our own was retired."""
        command = RetireRuleCommand(rule_id=rule_id, version=version_in(if_match), reason=data.reason, back=True)
        await retire(caller, command)
        found = await rules.one(caller, str(rule_id))
        return changed(found, version=found.version)


def _fields(data: RuleRequest | RulePatch) -> dict[str, Any]:
    """What a request says, as a rule holds it."""
    given = {name: getattr(data, name) for name in RuleTold.__struct_fields__}
    fields: dict[str, Any] = {name: value for name, value in given.items() if value is not UNSET}
    if isinstance(source := fields.get("log_source"), LogSourceRequest):
        fields["log_source"] = LogSource(**{name: getattr(source, name) for name in LogSource.__struct_fields__})
    return fields
