"""What playbooks need."""

from typing import Protocol
from uuid import UUID

from aegis_catalog.domain.playbook import Playbook


class Playbooks(Protocol):
    """All playbooks. They are ours alone: no topic tells of them."""

    async def get(self, technique: str, playbook_id: UUID, *, expected: int | None, sees_blind: bool) -> Playbook:
        """A playbook of the technique with this id or public id, with its versions. Who does not see blind tests finds
        no attack playbook of a technique that one is open of; nor any, while one is open whose technique is not known.
        Raises `NotFound`, `Stale`."""
        ...

    async def save(self, playbook: Playbook) -> None:
        """Keeps a new or changed playbook. Raises `Stale`."""
        ...
