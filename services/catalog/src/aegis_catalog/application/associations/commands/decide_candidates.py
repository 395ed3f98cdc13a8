"""Somebody says which rules should see what a template does, and which should not; or takes that back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from aegis_catalog.application.associations.ports import Associations, Verdict
from aegis_catalog.application.finding.ports import Finder, found
from aegis_catalog.domain.people import person
from aegis_catalog.domain.reasons import short_reason
from aegis_kernel.errors import Fault, Invalid, NotFound
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork

Noun = Literal["template", "rule"]
PAIRS_MOST = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideCandidatesCommand:
    """One template and its rules, or one rule and its templates, by id. A pair needs not be a candidate: people may
    know better. `verdict` None takes it back: the pair is whatever the query says again."""

    templates: Sequence[str]
    rules: Sequence[str]
    verdict: Verdict | None
    below: Noun
    """The one that the path names."""
    reason: str = ""


class DecideCandidates:
    """A dismissal stays, whatever is imported. Raises `Forbidden`, `NotFound`, `Invalid`."""

    def __init__(self, uow: UnitOfWork, associations: Associations, finder: Finder) -> None:
        self._uow = uow
        self._associations = associations
        self._finder = finder

    async def __call__(self, caller: Caller, command: DecideCandidatesCommand) -> None:
        require(caller, Action.DEPLOYMENTS_EDIT)
        reason = short_reason(command.reason)
        if len(command.templates) * len(command.rules) > PAIRS_MOST:
            detail = f"At most {PAIRS_MOST} pairs."
            raise Invalid("too_many", detail, [Fault("", detail, "too_many")])
        async with self._uow:
            if command.below == "template":
                templates = await self._one("template", command.templates)
                rules = await found(self._finder, "rule", command.rules, "/ids")
            else:
                rules = await self._one("rule", command.rules)
                templates = await found(self._finder, "template", command.templates, "/ids")
            pairs = sorted({(rule, template) for rule in rules for template in templates})
            await self._associations.set(pairs, command.verdict, person(caller), reason)
            await self._uow.commit()

    async def _one(self, kind: Noun, references: Sequence[str]) -> list[UUID]:
        ids = await self._finder.find(kind, references)
        if None in ids:
            raise NotFound(f"{kind}_not_found", f"There is no such {kind}.")
        return [id_ for id_ in ids if id_ is not None]
