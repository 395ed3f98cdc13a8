"""What a test keeps of its template's version beside what the template says now."""

from typing import Protocol
from uuid import UUID

from msgspec import Struct

from aegis_kernel.errors import NotFound
from aegis_kernel.rights import Caller
from aegis_testing.application.ports import TestRef
from aegis_testing.application.queries.test_detail import TestDetails
from aegis_testing.domain.template import Template


class PresentTemplates(Protocol):
    """Templates as the catalogue last told them."""

    async def present(self, template_id: UUID) -> Template | None:
        """None for one that we have not heard of."""
        ...


class TemplateVersion(Struct, frozen=True, kw_only=True):
    """A version of a template's procedure. `arguments` are its input arguments, with the default of each."""

    revision: int | None
    name: str
    executor: str
    command: str
    clean_up: str
    arguments: dict[str, str | None]


class TemplateDiff(Struct, frozen=True, kw_only=True):
    """`differing` names what is not the same; values of arguments are the test's own, so that only their names count.
    `usable` says whether the present version may be taken up, `why` why not."""

    template_id: UUID
    pinned: TemplateVersion
    present: TemplateVersion
    differing: tuple[str, ...]
    usable: bool
    why: str


class TestTemplate:
    """Raises `Forbidden`; `NotFound`, also for a test that is by no template."""

    __test__ = False

    def __init__(self, details: TestDetails, templates: PresentTemplates) -> None:
        self._details = details
        self._templates = templates

    async def __call__(self, caller: Caller, test: TestRef) -> TemplateDiff:
        kept = (await self._details(caller, test)).procedure
        found = None if kept.template_id is None else await self._templates.present(kept.template_id)
        if found is None:
            raise NotFound("no_template", "The test is by no template that is known here.")
        pinned = TemplateVersion(
            revision=kept.template_revision,
            name=kept.name,
            executor=kept.executor,
            command=kept.command,
            clean_up=kept.clean_up,
            arguments={one.name: one.value for one in kept.arguments},
        )
        present = TemplateVersion(
            revision=found.revision,
            name=found.name,
            executor=found.executor,
            command=found.command,
            clean_up=found.clean_up,
            arguments={one.name: one.value for one in found.arguments},
        )
        return TemplateDiff(
            template_id=found.id,
            pinned=pinned,
            present=present,
            differing=_differing(pinned, present),
            usable=found.usable,
            why=found.why,
        )


def _differing(pinned: TemplateVersion, present: TemplateVersion) -> tuple[str, ...]:
    names = ("name", "executor", "command", "clean_up")
    found = [name for name in names if getattr(pinned, name) != getattr(present, name)]
    return (*found, "arguments") if set(pinned.arguments) != set(present.arguments) else tuple(found)
