"""An admin renames a field of our own, gives it other choices, retires it or brings it back."""

from dataclasses import dataclass
from uuid import UUID

from aegis_catalog.application.organisation.ports import CustomFields
from aegis_catalog.domain.custom_fields import CustomField
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCustomFieldCommand:
    """What is None stays as it is."""

    field_id: UUID
    version: int | None
    name: str | None = None
    choices: tuple[str, ...] | None = None
    retired: bool | None = None


class ChangeCustomField:
    """Raises `NotFound`, `Stale`, `Forbidden`, `Invalid`, `Conflict`."""

    def __init__(self, uow: UnitOfWork, fields: CustomFields) -> None:
        self._uow = uow
        self._fields = fields

    async def __call__(self, caller: Caller, command: ChangeCustomFieldCommand) -> CustomField:
        require(caller, Action.ORGANISATION_EDIT)
        async with self._uow:
            field = await self._fields.get(command.field_id, expected=command.version)
            field.change(
                name=field.name if command.name is None else command.name,
                choices=field.choices if command.choices is None else command.choices,
                retired=field.retired if command.retired is None else command.retired,
                others=await self._fields.others(field),
            )
            await self._fields.save(field)
            await self._uow.commit()
        return field
