"""A user: somebody, or some machine, that may come in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from aegis_identity.domain.events import UserChanged, UserCreated, UserDeactivated
from aegis_identity.domain.profile import Profile
from aegis_identity.domain.words import UserKind
from aegis_kernel.aggregate import Aggregate
from aegis_kernel.errors import RuleBroken
from aegis_kernel.rights import Caller, Role


@dataclass(slots=True, kw_only=True)
class Password:
    """How somebody proves who they are. `digest` is None until the first one is chosen; `must_change` lets its owner
    do nothing but choose another."""

    digest: str | None = None
    must_change: bool = False


class User(Aggregate):
    """`tokens_valid_from`: access tokens issued before it count nowhere. It moves with everything that takes a right
    away, so that no token outlives it."""

    def __init__(
        self,
        id_: UUID,
        *,
        kind: UserKind,
        profile: Profile,
        password: Password,
        active: bool,
        tokens_valid_from: datetime,
        created_at: datetime,
        version: int = 0,
    ) -> None:
        super().__init__(id_, version)
        self.kind = kind
        self.profile = profile
        self.password = password
        self.active = active
        self.tokens_valid_from = tokens_valid_from
        self.created_at = created_at

    @classmethod
    def create(cls, id_: UUID, *, kind: UserKind, profile: Profile, password: Password, now: datetime) -> Self:
        """A new account."""
        user = cls(
            id_,
            kind=kind,
            profile=profile,
            password=password,
            active=True,
            tokens_valid_from=now,
            created_at=now,
        )
        user.record(UserCreated())
        return user

    @property
    def is_admin(self) -> bool:
        """Whether the last-admin rule is about this user."""
        return self.active and Role.ADMIN in self.profile.roles

    def as_caller(self) -> Caller:
        """The user as one who asks, by their own account."""
        return Caller(id=self.id, name=self.profile.name, roles=self.profile.roles, teams=self.profile.teams)

    def change(self, profile: Profile, now: datetime, *, other_admins: int) -> None:
        """Takes on another profile; records nothing when it is the same. Raises `RuleBroken` when it would leave no
        admin."""
        if profile == self.profile:
            return
        if self.is_admin and Role.ADMIN not in profile.roles:
            self._keep_one_admin(other_admins)
        before = self.profile
        changed: dict[str, Any] = {}
        if profile.name != before.name:
            changed["name"] = before.name
        if profile.roles != before.roles:
            changed["roles"] = sorted(before.roles)
        if profile.teams != before.teams:
            changed["teams"] = sorted(before.teams)
        if "roles" in changed or "teams" in changed:
            self.tokens_valid_from = now
        self.profile = profile
        self.record(UserChanged(changed=changed))

    def deactivate(self, now: datetime, *, other_admins: int, reason: str | None = None) -> None:
        """Nobody comes in as this user any longer. Raises `RuleBroken` when they have gone already, or are the last
        admin."""
        if not self.active:
            raise RuleBroken("already_deactivated", "This user is deactivated already.")
        if self.is_admin:
            self._keep_one_admin(other_admins)
        self.active = False
        self.tokens_valid_from = now
        self.record(UserDeactivated(changed={"active": True}, reason=reason))

    def reactivate(self, reason: str | None = None) -> None:
        """Lets the user in again. Raises `RuleBroken` when they have not gone."""
        if self.active:
            raise RuleBroken("already_active", "This user is active.")
        self.active = True
        self.record(UserChanged(changed={"active": False}, reason=reason))

    def set_password(self, digest: str, now: datetime, *, must_change: bool = False) -> None:
        """Takes a new password; tokens from before count no longer. Raises `RuleBroken` for a machine."""
        self.refuse_machine()
        self.password = Password(digest=digest, must_change=must_change)
        self.end_tokens(now)

    def refuse_machine(self) -> None:
        """Raises `RuleBroken` for a service account: it has no password."""
        if self.kind is UserKind.SERVICE:
            raise RuleBroken("no_password", "A service account has no password; API tokens speak for it.")

    def end_tokens(self, now: datetime) -> None:
        """Access tokens from before `now` count nowhere any longer."""
        self.tokens_valid_from = now
        self.record(UserChanged())

    @staticmethod
    def _keep_one_admin(other_admins: int) -> None:
        if other_admins < 1:
            raise RuleBroken("last_admin", "This is the last admin: make somebody else one first.")
