"""An admin makes a team."""

from dataclasses import dataclass

from aegis_catalog.application.organisation.ports import Teams
from aegis_catalog.domain.teams import Team
from aegis_kernel.ids import Ids
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class AddTeamCommand:
    name: str


class AddTeam:
    """Raises `Forbidden`, `Invalid`, `Conflict`."""

    def __init__(self, uow: UnitOfWork, teams: Teams, ids: Ids) -> None:
        self._uow = uow
        self._teams = teams
        self._ids = ids

    async def __call__(self, caller: Caller, command: AddTeamCommand) -> Team:
        require(caller, Action.ORGANISATION_EDIT)
        async with self._uow:
            team = Team(self._ids.new())
            team.change(name=command.name, retired=False)
            await self._teams.save(team)
            await self._uow.commit()
        return team
