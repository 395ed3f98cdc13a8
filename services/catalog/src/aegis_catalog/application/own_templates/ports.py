"""What templates of our own need."""

from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

from aegis_catalog.domain.own_template import OwnTemplate, TemplateTold


class OwnTemplates(Protocol):
    """The templates of our own among all others."""

    async def several(self, template_ids: Sequence[UUID]) -> Mapping[UUID, OwnTemplate]:
        """Those of these that are our own, locked until the transaction ends."""
        ...

    async def get(self, template_id: UUID, *, expected: int | None) -> OwnTemplate:
        """Raises `NotFound`, `Stale`, and `RuleBroken` for one of upstream's, which is never edited here."""
        ...

    async def told(self, template_id: UUID) -> TemplateTold:
        """What any template says, upstream's or our own. Raises `NotFound`."""
        ...

    async def save(self, templates: Sequence[OwnTemplate]) -> None:
        """Keeps new and changed ones with their versions, and tells of them. Set-based."""
        ...
