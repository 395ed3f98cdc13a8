"""Finds the procedure that somebody asks for: their own words, or a template with values for its arguments."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from aegis_kernel.errors import NotKnownYet
from aegis_testing.application.ports import Templates
from aegis_testing.domain.procedure import Procedure
from aegis_testing.domain.template import Template, procedure_of


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateChoice:
    """A template, by id, and values for its arguments by name; None leaves one empty. Arguments that are not named
    keep their defaults."""

    id: UUID
    arguments: Mapping[str, str | None] = field(default_factory=dict)


class Procedures:
    """Reads templates as the catalogue told them."""

    def __init__(self, templates: Templates) -> None:
        self._templates = templates

    async def of(self, choice: TemplateChoice) -> tuple[Template, Procedure]:
        """The template and its procedure, copied. Raises `NotKnownYet`, `RuleBroken`, `Invalid`."""
        template = await self._templates.find(choice.id)
        if template is None:
            raise NotKnownYet(f"No template {choice.id} is known here (yet).")
        return template, procedure_of(template, choice.arguments)
