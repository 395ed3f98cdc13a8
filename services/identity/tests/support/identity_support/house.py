"""All use cases of identity over the fakes: what unit tests talk to."""

from dataclasses import dataclass, field

from aegis_identity.application.commands.change_password import ChangePassword
from aegis_identity.application.commands.change_user import ChangeUser
from aegis_identity.application.commands.confirm_second_factor import ConfirmSecondFactor
from aegis_identity.application.commands.create_api_token import CreateApiToken
from aegis_identity.application.commands.create_user import CreateUser, CreateUserCommand
from aegis_identity.application.commands.deactivate_user import DeactivateUser
from aegis_identity.application.commands.drop_second_factor import DropSecondFactor
from aegis_identity.application.commands.end_sessions import EndSessions
from aegis_identity.application.commands.enrol_second_factor import EnrolSecondFactor
from aegis_identity.application.commands.exchange_secret import ExchangeSecret
from aegis_identity.application.commands.make_first_admin import MakeFirstAdmin, MakeFirstAdminCommand
from aegis_identity.application.commands.offer_reset import OfferReset
from aegis_identity.application.commands.purge import Purge
from aegis_identity.application.commands.reactivate_user import ReactivateUser
from aegis_identity.application.commands.refresh_session import RefreshSession
from aegis_identity.application.commands.renew_recovery_codes import RenewRecoveryCodes
from aegis_identity.application.commands.reset_password import ResetPassword
from aegis_identity.application.commands.reset_second_factor import ResetSecondFactor
from aegis_identity.application.commands.revoke_api_token import RevokeApiToken
from aegis_identity.application.commands.rotate_keys import RotateKeys
from aegis_identity.application.commands.sign_in import SignIn, SignInCommand
from aegis_identity.application.commands.sign_out import SignOut
from aegis_identity.application.limits import Limits
from aegis_identity.application.proving import Proofs
from aegis_identity.application.signed_in import SignedIn
from aegis_identity.domain.user import User
from identity_support.fakes import (
    CountingIds,
    FakeAccessTokens,
    FakeApiTokens,
    FakeAttempts,
    FakePasswords,
    FakeResets,
    FakeSecondFactors,
    FakeSecrets,
    FakeSessions,
    FakeSigningKeys,
    FakeUnitOfWork,
    FakeUsers,
    SetClock,
    Store,
)

ADMIN = "admin@example.test"
GOOD = "a-long-enough-passphrase-7"
COMMON = frozenset({"password", "qwertyuiop", "letmein"})


@dataclass
class House:
    """The parts, and the use cases made of them."""

    unit: FakeUnitOfWork = field(default_factory=FakeUnitOfWork)
    clock: SetClock = field(default_factory=SetClock)
    passwords: FakePasswords = field(default_factory=FakePasswords)
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        unit, clock, ids, limits = self.unit, self.clock, CountingIds(), self.limits
        users, sessions, attempts = FakeUsers(unit), FakeSessions(unit), FakeAttempts(unit)
        resets, api_tokens, secrets, tokens = FakeResets(unit), FakeApiTokens(unit), FakeSecrets(), FakeAccessTokens()
        factors, proofs = FakeSecondFactors(unit), Proofs(unit, attempts, clock)
        self.users = users
        self.enrol = EnrolSecondFactor(unit, users, factors, proofs, self.passwords, secrets, clock)
        self.confirm = ConfirmSecondFactor(unit, users, factors, proofs, secrets, clock)
        self.renew_codes = RenewRecoveryCodes(unit, users, factors, proofs, secrets, clock)
        self.drop_factor = DropSecondFactor(unit, users, factors, proofs, clock)
        self.reset_factor = ResetSecondFactor(unit, users, factors)
        self.sign_in = SignIn(
            unit, users, sessions, attempts, factors, self.passwords, secrets, tokens, clock, ids, limits
        )
        self.refresh = RefreshSession(unit, users, sessions, secrets, tokens, clock, limits)
        self.sign_out = SignOut(unit, users, sessions, clock)
        self.change_password = ChangePassword(
            unit, users, sessions, attempts, self.passwords, COMMON, secrets, tokens, clock, ids, limits
        )
        self.offer_reset = OfferReset(unit, users, resets, secrets, clock, limits)
        self.reset_password = ResetPassword(unit, users, sessions, attempts, resets, self.passwords, COMMON, clock)
        self.create_user = CreateUser(unit, users, self.passwords, COMMON, clock, ids)
        self.change_user = ChangeUser(unit, users, clock)
        self.deactivate_user = DeactivateUser(unit, users, sessions, clock)
        self.reactivate_user = ReactivateUser(unit, users)
        self.end_sessions = EndSessions(unit, users, sessions, clock)
        self.create_api_token = CreateApiToken(unit, users, api_tokens, secrets, clock, ids)
        self.revoke_api_token = RevokeApiToken(unit, api_tokens, clock)
        self.exchange = ExchangeSecret(unit, users, sessions, api_tokens, tokens, clock, limits)
        self.rotate_keys = RotateKeys(unit, FakeSigningKeys(unit), clock)
        self.purge = Purge(unit, sessions, attempts, resets, clock)
        self.make_first_admin = MakeFirstAdmin(unit, users, self.passwords, COMMON, secrets, clock, ids)

    @property
    def store(self) -> Store:
        return self.unit.store

    async def admin(self) -> User:
        """The first admin, made at the first call."""
        await self.make_first_admin(MakeFirstAdminCommand(email=ADMIN, password=GOOD))
        return next(user for user in self.store.users.values() if user.profile.email == ADMIN)

    async def person(self, name: str, *roles: str, password: str | None = GOOD) -> User:
        """Somebody with these roles."""
        admin = await self.admin()
        command = CreateUserCommand(email=f"{name}@example.test", name=name, roles=roles, password=password)
        return await self.create_user(admin.as_caller(), command)

    async def signed_in(self, user: User, password: str = GOOD) -> SignedIn:
        return await self.sign_in(SignInCommand(email=user.profile.email, password=password))

    def kept(self, user: User) -> User:
        """The user as they are kept now."""
        return self.store.users[user.id]
