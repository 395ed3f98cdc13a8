"""What we make of rules, templates and defences, in memory. Each fake passes the suite of its port."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from aegis_catalog.application.associations.ports import Pair, Verdict
from aegis_catalog.domain.deployment import Deployment, Place
from aegis_catalog.domain.deployment_sync import Known, SyncRow
from aegis_catalog.domain.implementation import Implementation
from aegis_catalog.domain.own_rule import OwnRule
from aegis_catalog.domain.own_template import OwnTemplate, TemplateTold
from aegis_catalog.domain.people import Person
from aegis_contracts.words import IntelTriage
from aegis_kernel.errors import NotFound, RuleBroken
from catalog_support.fakes import _checked, _Kept


class FakeDeployments:
    """`Deployments` of rules by key and title, in some tools."""

    def __init__(self, rules: Mapping[UUID, tuple[str, str]], tools: Collection[UUID]) -> None:
        self._rules = rules
        self._tools = tools
        self._numbers: dict[Place, int] = {}
        self.kept: dict[Place, Deployment] = {}

    async def of(self, places: Collection[Place]) -> Mapping[Place, Deployment]:
        return {place: self.kept[place] for place in places if place in self.kept}

    async def in_tool(self, tool_id: UUID) -> Mapping[UUID, Deployment]:
        if tool_id not in self._tools:
            raise NotFound("tool_not_found", "There is no such tool.")
        return {one.rule_id: one for one in self.kept.values() if one.tool_id == tool_id}

    async def known(self, tool_id: UUID, rows: Sequence[SyncRow]) -> Known:
        keys: dict[str, list[UUID]] = {}
        titles: dict[str, list[UUID]] = {}
        local_ids: dict[str, list[UUID]] = {}
        for rule_id, (key, title) in sorted(self._rules.items()):
            keys.setdefault(key, []).append(rule_id)
            titles.setdefault(title, []).append(rule_id)
        for one in self.kept.values():
            if one.tool_id == tool_id and one.local_id:
                local_ids.setdefault(one.local_id, []).append(one.rule_id)
        return Known(ids=set(self._rules), keys=keys, local_ids=local_ids, titles=titles)

    async def save(
        self, changed: Sequence[Deployment], by: Person, *, gone: Sequence[Deployment] = (), reason: str | None = None
    ) -> None:
        for one in changed:
            number = max(one.version, self._numbers.get(one.place, 0) + 1)
            self._numbers[one.place] = number
            self.kept[one.place] = replace(one, version=number)
        for one in gone:
            del self.kept[one.place]


class FakeAssociations:
    """`Associations`."""

    def __init__(self) -> None:
        self.kept: dict[Pair, tuple[Verdict, str]] = {}

    async def set(self, pairs: Sequence[Pair], verdict: Verdict | None, by: Person, reason: str) -> None:
        for pair in pairs:
            if verdict is None:
                self.kept.pop(pair, None)
            elif self.kept.get(pair, ("", ""))[0] != verdict:
                self.kept[pair] = (verdict, reason)


class FakeImplementations:
    """`Implementations`."""

    def __init__(self) -> None:
        self.kept: dict[UUID, Implementation] = {}

    async def of(self, defence_ids: Collection[UUID]) -> Mapping[UUID, Implementation]:
        return {id_: self.kept[id_] for id_ in defence_ids if id_ in self.kept}

    async def save(self, changed: Sequence[Implementation], by: Person, reason: str | None) -> None:
        self.kept |= {one.defence_id: one for one in changed}


class FakeTechniqueNames:
    """`TechniqueNames` over public ids."""

    def __init__(self, known: Mapping[str, UUID]) -> None:
        self._known = known

    async def public_ids(self, references: Sequence[str]) -> list[str | None]:
        by_id = {str(id_): public_id for public_id, id_ in self._known.items()}
        return [by_id.get(one.lower()) or (one.upper() if one.upper() in self._known else None) for one in references]


class FakeOwnTemplates:
    """`OwnTemplates` beside some of upstream's."""

    def __init__(self, upstream: Mapping[UUID, TemplateTold]) -> None:
        self._upstream = upstream
        self._kept = _Kept()

    async def several(self, template_ids: Sequence[UUID]) -> Mapping[UUID, OwnTemplate]:
        found = {id_: self._kept.kept.get(id_) for id_ in template_ids}
        return {id_: _checked(one, None) for id_, one in found.items() if isinstance(one, OwnTemplate)}

    async def get(self, template_id: UUID, *, expected: int | None) -> OwnTemplate:
        if template_id in self._upstream:
            raise RuleBroken("not_our_own", "What upstream says is never edited.")
        found = (await self.several([template_id])).get(template_id)
        if found is None:
            raise NotFound("template_not_found", "There is no such template.")
        return _checked(found, expected)

    async def told(self, template_id: UUID) -> TemplateTold:
        if template_id in self._upstream:
            return self._upstream[template_id]
        return (await self.get(template_id, expected=None)).told

    async def save(self, templates: Sequence[OwnTemplate]) -> None:
        for one in templates:
            one.written = None
            self._kept.keep(one)


class FakeOwnRules:
    """`OwnRules` beside some of upstream's."""

    def __init__(self, upstream: Collection[UUID]) -> None:
        self._upstream = upstream
        self._kept = _Kept()

    async def get(self, rule_id: UUID, *, expected: int | None) -> OwnRule:
        if rule_id in self._upstream:
            raise RuleBroken("not_our_own", "What upstream says is never edited.")
        found = self._kept.kept.get(rule_id)
        if not isinstance(found, OwnRule):
            raise NotFound("rule_not_found", "There is no such rule.")
        return _checked(found, expected)

    async def save(self, rule: OwnRule) -> None:
        self._kept.keep(rule)


class FakeIntelTriages:
    """`IntelTriages` of some entries."""

    def __init__(self, there: Collection[UUID]) -> None:
        self._there = there
        self.kept: dict[UUID, IntelTriage] = {}

    async def set(self, item_ids: Sequence[UUID], triage: IntelTriage, by: Person, reason: str) -> Collection[UUID]:
        found = {id_ for id_ in item_ids if id_ in self._there}
        self.kept |= dict.fromkeys(found, triage)
        return found
