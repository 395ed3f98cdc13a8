"""Fields of our own: typed, at most twenty, shown and filtered by wherever the thing that bears them is."""

from typing import Literal
from uuid import UUID

from aegis_catalog.domain.events import CustomFieldChanged
from aegis_catalog.domain.words import faults_in, one_name, tidy
from aegis_kernel.aggregate import Aggregate
from aegis_kernel.errors import Conflict, Fault, Invalid

FieldType = Literal["text", "number", "date", "choice", "flag"]

FIELDS_MOST = 20
"""Fields that are not retired."""


class CustomField(Aggregate):
    """One field. Its type never changes: values rest on it. `choices` are those of the type ``choice``."""

    def __init__(
        self,
        field_id: UUID,
        version: int = 0,
        *,
        name: str = "",
        type_: FieldType = "text",
        choices: tuple[str, ...] = (),
        retired: bool = False,
    ) -> None:
        super().__init__(field_id, version)
        self.name = name
        self.type: FieldType = type_
        self.choices = choices
        self.retired = retired

    def change(self, *, name: str, choices: tuple[str, ...], retired: bool, others: int) -> None:
        """Sets all; what is the same already changes nothing. `others` is how many more fields stand. Raises
        `Invalid`, and `Conflict` when there would be too many."""
        name = one_name(name)
        choices = tidy(choices)
        faults = faults_in("/choices", choices)
        if self.type == "choice" and not choices:
            faults.append(Fault("/choices", "A choice needs at least one.", "missing"))
        if self.type != "choice" and choices:
            faults.append(Fault("/choices", "Only a field of the type `choice` has choices.", "not_allowed"))
        if faults:
            raise Invalid("custom_field_invalid", "The field cannot be like this.", faults)
        if not retired and others >= FIELDS_MOST and (self.retired or not self.version):
            raise Conflict("too_many_custom_fields", f"There are at most {FIELDS_MOST} fields; retire one first.")
        wanted = {"name": name, "choices": choices, "retired": retired}
        old = {key: getattr(self, key) for key, value in wanted.items() if getattr(self, key) != value}
        if old or not self.version:
            self.name, self.choices, self.retired = name, choices, retired
            self.record(CustomFieldChanged(changed=old if self.version else {}))
