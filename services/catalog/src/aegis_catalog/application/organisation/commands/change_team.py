"""An admin renames a team, retires it, or brings it back."""

from dataclasses import dataclass
from uuid import UUID

from aegis_catalog.application.organisation.ports import Teams
from aegis_catalog.domain.teams import Team
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTeamCommand:
    """What is None stays as it is."""

    team_id: UUID
    version: int | None
    name: str | None = None
    retired: bool | None = None


class ChangeTeam:
    """Raises `NotFound`, `Stale`, `Forbidden`, `Invalid`, `Conflict`."""

    def __init__(self, uow: UnitOfWork, teams: Teams) -> None:
        self._uow = uow
        self._teams = teams

    async def __call__(self, caller: Caller, command: ChangeTeamCommand) -> Team:
        require(caller, Action.ORGANISATION_EDIT)
        async with self._uow:
            team = await self._teams.get(command.team_id, expected=command.version)
            team.change(
                name=team.name if command.name is None else command.name,
                retired=team.retired if command.retired is None else command.retired,
            )
            await self._teams.save(team)
            await self._uow.commit()
        return team
