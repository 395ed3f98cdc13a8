"""People, as a test remembers them: by id, and by the name they had then."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

from aegis_kernel.rights import Caller


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who did something."""

    id: UUID
    name: str

    @classmethod
    def of(cls, caller: Caller) -> Self:
        return cls(caller.id, caller.name)
