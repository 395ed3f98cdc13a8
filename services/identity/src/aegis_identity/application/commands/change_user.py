"""An admin changes who somebody is and what they may."""

from dataclasses import dataclass
from uuid import UUID

from aegis_identity.application.ports import Users
from aegis_identity.domain.profile import Profile
from aegis_identity.domain.user import User
from aegis_kernel.clock import Clock
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeUserCommand:
    """None leaves a field as it is."""

    user_id: UUID
    version: int
    email: str | None = None
    name: str | None = None
    roles: tuple[str, ...] | None = None
    teams: tuple[str, ...] | None = None


class ChangeUser:
    """Whoever loses or gains a role or team needs a new access token."""

    def __init__(self, uow: UnitOfWork, users: Users, clock: Clock) -> None:
        self.uow = uow
        self.users = users
        self.clock = clock

    async def __call__(self, caller: Caller, command: ChangeUserCommand) -> User:
        """Raises `NotFound`, `Stale`, `Invalid` with every fault, `Conflict` when the address is taken, `RuleBroken`
        when no admin would be left."""
        require(caller, Action.USERS_MANAGE)
        async with self.uow:
            others = await self.users.other_admins(command.user_id)
            user = await self.users.get(command.user_id, expected=command.version)
            before = user.profile
            profile = Profile.checked(
                user.kind,
                email=before.email if command.email is None else command.email,
                name=before.name if command.name is None else command.name,
                roles=tuple(before.roles) if command.roles is None else command.roles,
                teams=tuple(before.teams) if command.teams is None else command.teams,
            )
            user.change(profile, self.clock.now(), other_admins=others)
            await self.users.save(user)
            await self.uow.commit()
        return user
