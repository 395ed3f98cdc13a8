"""What people send about test templates of our own."""

from typing import Annotated, Any
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from aegis_catalog.domain.own_template import NAME_LONGEST, TECHNIQUES_MOST, TemplateTold
from aegis_catalog.domain.template_parts import Argument, Dependency
from aegis_catalog.entrypoints.http.given import Name, Names, Reason, Reference
from aegis_kernel.bulk import ITEMS_MOST

TemplateName = Annotated[str, Meta(min_length=1, max_length=NAME_LONGEST)]
TechniqueReferences = Annotated[tuple[Reference, ...], Meta(max_length=TECHNIQUES_MOST)]


class ArgumentRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Stands in the command as `#{name}`; without a default a person or a campaign fills it."""

    name: str
    description: str = ""
    type: str = ""
    default: str | None = None


class DependencyRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What has to be there before it runs: how to look, how to get it."""

    description: str = ""
    check: str | None = None
    get: str | None = None


class TemplateRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A template of our own, for techniques by id or public id. A command, a clean-up and a description have at most
    64 KiB each. To save a test's procedure, send its name, command, clean-up and arguments."""

    name: TemplateName
    techniques: TechniqueReferences
    command: str
    description: str = ""
    platforms: Names = ()
    executor: Name = "manual"
    cleanup: str | None = None
    arguments: tuple[ArgumentRequest, ...] = ()
    dependencies: tuple[DependencyRequest, ...] = ()
    dependency_executor: Name | None = None
    privileges: Names = ()
    elevation_required: bool = False
    skill: Name | None = None
    references: tuple[str, ...] = ()
    comment: Reason = ""


class TemplatePatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is; null takes a clean-up, an executor of dependencies or a skill away."""

    name: TemplateName | UnsetType = UNSET
    techniques: TechniqueReferences | UnsetType = UNSET
    command: str | UnsetType = UNSET
    description: str | UnsetType = UNSET
    platforms: Names | UnsetType = UNSET
    executor: Name | UnsetType = UNSET
    cleanup: str | UnsetType | None = UNSET
    arguments: tuple[ArgumentRequest, ...] | UnsetType = UNSET
    dependencies: tuple[DependencyRequest, ...] | UnsetType = UNSET
    dependency_executor: Name | UnsetType | None = UNSET
    privileges: Names | UnsetType = UNSET
    elevation_required: bool | UnsetType = UNSET
    skill: Name | UnsetType | None = UNSET
    references: tuple[str, ...] | UnsetType = UNSET
    comment: Reason = ""


class ForkRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Its name, if it is to have another one."""

    name: TemplateName | None = None
    comment: Reason = ""


class RetireRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why."""

    reason: Reason


class TemplatesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    items: Annotated[tuple[TemplateRequest, ...], Meta(min_length=1, max_length=ITEMS_MOST)]


class ApproveRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    items: Annotated[tuple[UUID, ...], Meta(min_length=1, max_length=ITEMS_MOST)]


class RetireManyRequest(ApproveRequest, frozen=True, kw_only=True, forbid_unknown_fields=True):
    reason: Reason


def told_in(data: TemplateRequest) -> TemplateTold:
    fields = {name: getattr(data, name) for name in TemplateTold.__struct_fields__}
    return TemplateTold(**_contents(fields))


def given_in(data: TemplatePatch) -> dict[str, Any]:
    fields = {name: getattr(data, name) for name in TemplateTold.__struct_fields__}
    return _contents({name: given for name, given in fields.items() if given is not UNSET})


def _contents(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields with arguments and dependencies as templates hold them."""
    made: dict[str, Any] = dict(fields)
    for name, kind in (("arguments", Argument), ("dependencies", Dependency)):
        if name in made:
            made[name] = tuple(
                kind(**{field: getattr(one, field) for field in kind.__struct_fields__}) for one in made[name]
            )
    return made
