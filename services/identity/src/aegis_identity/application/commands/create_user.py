"""An admin creates a user."""

from dataclasses import dataclass

from aegis_identity.application.ports import CommonPasswords, Passwords, Users
from aegis_identity.domain.passwords import normalised, refuse_weak
from aegis_identity.domain.profile import Profile
from aegis_identity.domain.user import Password, User
from aegis_identity.domain.words import UserKind
from aegis_kernel.clock import Clock
from aegis_kernel.errors import Fault, Invalid
from aegis_kernel.ids import Ids
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateUserCommand:
    """`password` is a first one, to be changed at the first sign-in; without it the user needs a one-time link."""

    email: str
    name: str
    roles: tuple[str, ...]
    teams: tuple[str, ...] = ()
    kind: UserKind = UserKind.PERSON
    password: str | None = None


class CreateUser:
    """Makes an account."""

    def __init__(
        self, uow: UnitOfWork, users: Users, passwords: Passwords, common: CommonPasswords, clock: Clock, ids: Ids
    ) -> None:
        self.uow = uow
        self.users = users
        self.passwords = passwords
        self.common = common
        self.clock = clock
        self.ids = ids

    async def __call__(self, caller: Caller, command: CreateUserCommand) -> User:
        """Raises `Invalid` with every fault, `Conflict` when the address is taken."""
        require(caller, Action.USERS_MANAGE)
        profile = Profile.checked(
            command.kind, email=command.email, name=command.name, roles=command.roles, teams=command.teams
        )
        password = Password()
        if command.password is not None:
            password = Password(digest=await self._digest(command, profile), must_change=True)
        async with self.uow:
            user = User.create(
                self.ids.new(), kind=command.kind, profile=profile, password=password, now=self.clock.now()
            )
            await self.users.add(user)
            await self.uow.commit()
        return user

    async def _digest(self, command: CreateUserCommand, profile: Profile) -> str:
        if command.kind is UserKind.SERVICE:
            detail = "A service account has no password; API tokens speak for it."
            raise Invalid("no_password", detail, [Fault("/password", detail, "no_password")])
        password = command.password or ""
        refuse_weak(password, email=profile.email, name=profile.name, common=self.common, pointer="/password")
        return await self.passwords.hash(normalised(password))
