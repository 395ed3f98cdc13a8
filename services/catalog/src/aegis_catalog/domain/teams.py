"""Teams: who works together. People belong to them (identity), tests and figures are filtered by them."""

from uuid import UUID

from aegis_catalog.domain.events import TeamChanged
from aegis_catalog.domain.words import one_name
from aegis_kernel.aggregate import Aggregate


class Team(Aggregate):
    """One team. A retired one is not offered any longer; what names it keeps its name."""

    def __init__(self, team_id: UUID, version: int = 0, *, name: str = "", retired: bool = False) -> None:
        super().__init__(team_id, version)
        self.name = name
        self.retired = retired

    def change(self, *, name: str, retired: bool) -> None:
        """Sets both; what is the same already changes nothing. Raises `Invalid`."""
        name = one_name(name)
        old = {key: value for key, value, new in (("name", self.name, name), ("retired", self.retired, retired))
               if value != new}  # fmt: skip
        if old or not self.version:
            self.name = name
            self.retired = retired
            self.record(TeamChanged(changed=old if self.version else {}))
