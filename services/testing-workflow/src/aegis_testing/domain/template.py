"""A test template as the catalogue told it: what a procedure is copied from."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from aegis_kernel.errors import Fault, RuleBroken
from aegis_testing.domain.arguments import Argument, filled
from aegis_testing.domain.limits import raise_if_any
from aegis_testing.domain.procedure import Procedure


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """`technique_ids` are the techniques that it tries; `usable` is false once it is withdrawn, retired or not yet
    approved, with `why` in words."""

    id: UUID
    name: str
    revision: int
    technique_ids: tuple[UUID, ...]
    platforms: tuple[str, ...]
    executor: str
    command: str
    clean_up: str
    arguments: tuple[Argument, ...] = ()
    usable: bool = True
    why: str = ""


def procedure_of(template: Template, values: Mapping[str, str | None]) -> Procedure:
    """The template's present version, copied, with `values` for its arguments. Raises `RuleBroken` for one that is not
    to be used, `Invalid` for a value without an argument."""
    if not template.usable:
        raise RuleBroken("template_not_usable", f"The template {template.name!r} cannot be used: {template.why}.")
    return Procedure(
        key=f"template:{template.id}",
        name=template.name,
        command=template.command,
        clean_up=template.clean_up,
        template_id=template.id,
        template_revision=template.revision,
        executor=template.executor,
        arguments=filled(template.arguments, values, "person", pointer="/template/arguments"),
    )


def technique_for(template: Template, named: UUID | None) -> UUID:
    """The technique that a test by `template` is of: the one named, if the template tries it, else its only one.
    Raises `Invalid`."""
    if named is not None:
        if named not in template.technique_ids:
            detail = f"The template {template.name!r} does not try this technique."
            raise_if_any([Fault("/technique", detail, "template_of_another_technique")], detail)
        return named
    if len(template.technique_ids) != 1:
        count = len(template.technique_ids)
        detail = f"The template {template.name!r} tries {count} techniques that are known: name one."
        raise_if_any([Fault("/technique", detail, "technique_needed")], detail)
    return template.technique_ids[0]
