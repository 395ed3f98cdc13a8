"""The first start makes an admin, so that somebody can come in."""

from dataclasses import dataclass

from aegis_identity.application.ports import CommonPasswords, Passwords, SecretSource, Users
from aegis_identity.domain.passwords import normalised, refuse_weak
from aegis_identity.domain.profile import Profile
from aegis_identity.domain.user import Password, User
from aegis_identity.domain.words import UserKind
from aegis_kernel.clock import Clock
from aegis_kernel.ids import Ids
from aegis_kernel.rights import Role
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeFirstAdminCommand:
    """`password` None: one is made up, to be changed at the first sign-in. One that an operator chose stays."""

    email: str
    password: str | None = None
    name: str = "Administrator"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstAdmin:
    """`password` is the one that was made up, to be told once; None when it was given."""

    email: str
    password: str | None


class MakeFirstAdmin:
    """Does nothing when there is anybody already."""

    def __init__(
        self,
        uow: UnitOfWork,
        users: Users,
        passwords: Passwords,
        common: CommonPasswords,
        secrets: SecretSource,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self.uow = uow
        self.users = users
        self.passwords = passwords
        self.common = common
        self.secrets = secrets
        self.clock = clock
        self.ids = ids

    async def __call__(self, command: MakeFirstAdminCommand) -> FirstAdmin | None:
        """None when there was somebody. Raises `Invalid` for a weak password or a bad address."""
        async with self.uow:
            if await self.users.any():
                return None
        made_up = None if command.password is not None else self.secrets.new("")[:20]
        password = command.password or made_up or ""
        profile = Profile.checked(UserKind.PERSON, email=command.email, name=command.name, roles=[Role.ADMIN])
        refuse_weak(password, email=profile.email, name=profile.name, common=self.common, pointer="/password")
        digest = await self.passwords.hash(normalised(password))
        async with self.uow:
            if await self.users.any():
                return None
            admin = User.create(
                self.ids.new(),
                kind=UserKind.PERSON,
                profile=profile,
                password=Password(digest=digest, must_change=made_up is not None),
                now=self.clock.now(),
            )
            await self.users.add(admin)
            await self.uow.commit()
        return FirstAdmin(email=profile.email, password=made_up)
