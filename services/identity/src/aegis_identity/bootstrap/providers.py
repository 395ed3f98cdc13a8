"""Which adapter stands behind which port, and the use cases that are built on them."""

from collections.abc import AsyncIterator

from argon2 import PasswordHasher
from dishka import AnyOf, Provider, Scope, provide, provide_all
from dishka.dependency_source import CompositeDependencySource

from aegis_chassis.database.pool import Database
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_chassis.web.rate_limits import RateLimit
from aegis_identity.adapters.keys.access_tokens import JwtAccessTokens
from aegis_identity.adapters.keys.key_ring import KeyRing
from aegis_identity.adapters.keys.sealing import Seal, secret_in
from aegis_identity.adapters.passwords.argon2_pool import Argon2Passwords
from aegis_identity.adapters.passwords.well_known import common_passwords
from aegis_identity.adapters.persistence.api_tokens import SqlApiTokens
from aegis_identity.adapters.persistence.api_tokens_reader import SqlApiTokensReader
from aegis_identity.adapters.persistence.attempts import SqlSignInAttempts
from aegis_identity.adapters.persistence.republishing import SqlRepublishing
from aegis_identity.adapters.persistence.resets import SqlResets
from aegis_identity.adapters.persistence.second_factors import SqlSecondFactors
from aegis_identity.adapters.persistence.second_factors_reader import SqlSecondFactorsReader
from aegis_identity.adapters.persistence.sessions import SqlSessions
from aegis_identity.adapters.persistence.sessions_reader import SqlSessionsReader
from aegis_identity.adapters.persistence.signing_keys import SqlSigningKeys
from aegis_identity.adapters.persistence.users import SqlUsers
from aegis_identity.adapters.persistence.users_reader import SqlUsersReader
from aegis_identity.adapters.secret_source import RandomSecrets
from aegis_identity.application.commands.change_password import ChangePassword
from aegis_identity.application.commands.change_user import ChangeUser
from aegis_identity.application.commands.confirm_second_factor import ConfirmSecondFactor
from aegis_identity.application.commands.create_api_token import CreateApiToken
from aegis_identity.application.commands.create_user import CreateUser
from aegis_identity.application.commands.deactivate_user import DeactivateUser
from aegis_identity.application.commands.drop_second_factor import DropSecondFactor
from aegis_identity.application.commands.end_sessions import EndSessions
from aegis_identity.application.commands.enrol_second_factor import EnrolSecondFactor
from aegis_identity.application.commands.exchange_secret import ExchangeSecret
from aegis_identity.application.commands.make_first_admin import MakeFirstAdmin
from aegis_identity.application.commands.offer_reset import OfferReset
from aegis_identity.application.commands.purge import Purge
from aegis_identity.application.commands.reactivate_user import ReactivateUser
from aegis_identity.application.commands.refresh_session import RefreshSession
from aegis_identity.application.commands.renew_recovery_codes import RenewRecoveryCodes
from aegis_identity.application.commands.republish import Republish
from aegis_identity.application.commands.reset_password import ResetPassword
from aegis_identity.application.commands.reset_second_factor import ResetSecondFactor
from aegis_identity.application.commands.revoke_api_token import RevokeApiToken
from aegis_identity.application.commands.rotate_keys import RotateKeys
from aegis_identity.application.commands.sign_in import SignIn
from aegis_identity.application.commands.sign_out import SignOut
from aegis_identity.application.limits import Limits
from aegis_identity.application.ports import (
    AccessTokens,
    ApiTokens,
    AuditedUnitOfWork,
    CommonPasswords,
    Passwords,
    Republishing,
    Resets,
    SecondFactors,
    SecretSource,
    Sessions,
    SignInAttempts,
    SigningKeys,
    Users,
)
from aegis_identity.application.proving import Proofs
from aegis_identity.application.public_address import PublicAddress
from aegis_identity.application.queries.api_tokens import ApiTokensReader
from aegis_identity.application.queries.keys import KeysReader
from aegis_identity.application.queries.second_factors import SecondFactorsReader
from aegis_identity.application.queries.sessions import SessionsReader
from aegis_identity.application.queries.users import UsersReader
from aegis_identity.bootstrap.settings import IdentitySettings
from aegis_kernel.clock import Clock


class PersistenceProvider(Provider):
    """The ports on PostgreSQL: repositories one set a unit of work, readers one a process."""

    def __init__(self) -> None:
        super().__init__(scope=Scope.REQUEST)
        self.provide(SqlUsers, provides=Users)
        self.provide(SqlSessions, provides=Sessions)
        self.provide(SqlSignInAttempts, provides=SignInAttempts)
        self.provide(SqlResets, provides=Resets)
        self.provide(SqlSecondFactors, provides=SecondFactors)
        self.provide(SqlSecondFactorsReader, provides=SecondFactorsReader, scope=Scope.APP)
        self.provide(SqlApiTokens, provides=ApiTokens)
        self.provide(SqlSigningKeys, provides=SigningKeys)
        self.provide(SqlRepublishing, provides=Republishing)
        self.provide(SqlUsersReader, provides=UsersReader, scope=Scope.APP)
        self.provide(SqlSessionsReader, provides=SessionsReader, scope=Scope.APP)
        self.provide(SqlApiTokensReader, provides=ApiTokensReader, scope=Scope.APP)

    @provide
    def audited(self, unit: SqlUnitOfWork) -> AuditedUnitOfWork:
        return unit


class SecretsProvider(Provider):
    """Keys, tokens and passwords, one of each a process."""

    scope = Scope.APP

    def __init__(self, settings: IdentitySettings, hasher: PasswordHasher | None = None) -> None:
        super().__init__()
        self._settings = settings
        self._hasher = hasher

    @provide
    def seal(self) -> Seal:
        settings = self._settings
        if settings.key_secret is not None:
            return Seal(settings.key_secret.reveal())
        if settings.key_secret_path is None:
            raise ValueError("neither key_secret nor key_secret_path is set")
        return Seal(secret_in(settings.key_secret_path))

    @provide
    def ring(self, database: Database, seal: Seal, clock: Clock) -> AnyOf[KeyRing, KeysReader]:
        return KeyRing(database, seal, clock)

    @provide
    def access_tokens(self, ring: KeyRing, clock: Clock) -> AccessTokens:
        return JwtAccessTokens(ring, clock)

    @provide
    async def passwords(self) -> AsyncIterator[Passwords]:
        settings = self._settings
        pool = Argon2Passwords(self._hasher, threads=settings.password_threads, waiting=settings.password_waiting)
        yield pool
        pool.close()

    @provide
    def common(self) -> CommonPasswords:
        return common_passwords()

    @provide
    def secrets(self) -> SecretSource:
        return RandomSecrets()

    @provide
    def limits(self) -> Limits:
        return self._settings.limits

    @provide
    def address(self) -> PublicAddress:
        return PublicAddress(self._settings.public_url)

    @provide
    def failures(self) -> RateLimit:
        """Failed sign-ins of one network address, whatever names they try."""
        return RateLimit(burst=60, every_seconds=2.0)


class UseCaseProvider(Provider):
    """Commands, one a unit of work."""

    scope = Scope.REQUEST

    all_of_them: CompositeDependencySource = provide_all(
        Proofs,
        SignIn,
        RefreshSession,
        SignOut,
        ChangePassword,
        OfferReset,
        ResetPassword,
        EnrolSecondFactor,
        ConfirmSecondFactor,
        RenewRecoveryCodes,
        DropSecondFactor,
        ResetSecondFactor,
        CreateUser,
        ChangeUser,
        DeactivateUser,
        ReactivateUser,
        EndSessions,
        CreateApiToken,
        RevokeApiToken,
        ExchangeSecret,
        RotateKeys,
        Purge,
        MakeFirstAdmin,
        Republish,
    )
