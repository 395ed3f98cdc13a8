"""An admin makes a field of our own."""

from dataclasses import dataclass

from aegis_catalog.application.organisation.ports import CustomFields
from aegis_catalog.domain.custom_fields import CustomField, FieldType
from aegis_kernel.ids import Ids
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCustomFieldCommand:
    name: str
    type: FieldType
    choices: tuple[str, ...] = ()


class AddCustomField:
    """Raises `Forbidden`, `Invalid`, `Conflict`."""

    def __init__(self, uow: UnitOfWork, fields: CustomFields, ids: Ids) -> None:
        self._uow = uow
        self._fields = fields
        self._ids = ids

    async def __call__(self, caller: Caller, command: AddCustomFieldCommand) -> CustomField:
        require(caller, Action.ORGANISATION_EDIT)
        async with self._uow:
            field = CustomField(self._ids.new(), type_=command.type)
            others = await self._fields.others(field)
            field.change(name=command.name, choices=command.choices, retired=False, others=others)
            await self._fields.save(field)
            await self._uow.commit()
        return field
