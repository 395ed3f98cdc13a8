"""The aggregate: one version of the scoring rules. Its content never changes; a change makes the next version."""

from datetime import datetime
from uuid import UUID

from aegis_kernel.aggregate import Aggregate
from aegis_kernel.errors import RuleBroken
from aegis_scoring.domain.configuration import Configuration, checked
from aegis_scoring.domain.events import ConfigurationActivated, ConfigurationDrafted


class ScoringConfiguration(Aggregate):
    """A numbered configuration, who made it, and since when it has been the active one (None: never yet).

    An older version may be activated again; what was scored meanwhile stays explainable, since every period of being
    active is kept.
    """

    def __init__(
        self,
        id_: UUID,
        content: Configuration,
        *,
        by: UUID | None,
        made_at: datetime,
        active_from: datetime | None = None,
        version: int = 0,
    ) -> None:
        super().__init__(id_, version)
        self.content = content
        self.by = by
        self.made_at = made_at
        self.active_from = active_from

    @classmethod
    def draft(
        cls, id_: UUID, content: Configuration, *, by: UUID | None, at: datetime, reason: str | None = None
    ) -> "ScoringConfiguration":
        """A new version. Raises `Invalid` with every fault of `content`."""
        made = cls(id_, checked(content), by=by, made_at=at)
        made.record(ConfigurationDrafted(reason=reason))
        return made

    def activate(self, at: datetime, *, active_number: int | None, reason: str | None = None) -> None:
        """Makes it the one that scores are made by, in place of `active_number`. Raises `RuleBroken` when it is so
        already."""
        if active_number == self.content.number:
            raise RuleBroken("already_active", f"Version {active_number} is the active one.")
        before = self.active_from
        self.active_from = at
        self.record(ConfigurationActivated(changed={"active_from": before}, reason=reason))
