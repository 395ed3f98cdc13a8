"""API tokens: what speaks for somebody without them, within limits."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from aegis_identity.domain.user import User
from aegis_kernel.errors import Fault, Invalid, RuleBroken
from aegis_kernel.rights import HUMAN_ONLY, POLICY, Action

LONGEST_NAME = 100
LONGEST_LIFE_DAYS = 365
MOST_A_USER = 50


@dataclass(slots=True, kw_only=True)
class ApiToken:
    """`scopes` are the actions it may take, at most; its owner's rights bound it too, at each use. `hint` is its
    beginning, to know it by."""

    id: UUID
    owner_id: UUID
    name: str
    scopes: frozenset[str]
    hint: str
    created_at: datetime
    created_by: UUID
    expires_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None

    @classmethod
    def create(
        cls,
        id_: UUID,
        *,
        owner: User,
        name: str,
        scopes: Collection[str],
        days: int,
        hint: str,
        created_by: UUID,
        now: datetime,
        others: int,
    ) -> Self:
        """A new token. What no token may ever do is left out of its scopes.

        Raises `Invalid` with every fault, a scope beyond the owner's rights among them; `RuleBroken` when the owner has
        too many, or is gone.
        """
        name = " ".join(name.split())
        faults = [*_faults(name, days), *_faults_of_scopes(owner, scopes)]
        if faults:
            raise Invalid("invalid_token", faults[0].detail, faults)
        if not owner.active:
            raise RuleBroken("deactivated", "A deactivated user has no tokens.")
        if others >= MOST_A_USER:
            raise RuleBroken("too_many_tokens", f"At most {MOST_A_USER} tokens a user: revoke one first.")
        return cls(
            id=id_,
            owner_id=owner.id,
            name=name,
            scopes=frozenset(scopes) - {str(action) for action in HUMAN_ONLY},
            hint=hint,
            created_at=now,
            created_by=created_by,
            expires_at=now + timedelta(days=days),
        )

    def is_alive(self, now: datetime) -> bool:
        """Whether it still speaks for its owner."""
        return self.revoked_at is None and now < self.expires_at

    def revoke(self, now: datetime) -> None:
        """Ends it; once is enough."""
        if self.revoked_at is None:
            self.revoked_at = now


def _faults(name: str, days: int) -> list[Fault]:
    faults = []
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        faults.append(Fault("/name", f"A name has 1 to {LONGEST_NAME} visible characters.", "bad_name"))
    if not 1 <= days <= LONGEST_LIFE_DAYS:
        faults.append(Fault("/expires_in_days", f"A token lives 1 to {LONGEST_LIFE_DAYS} days.", "bad_life"))
    return faults


def _faults_of_scopes(owner: User, scopes: Collection[str]) -> list[Fault]:
    if not scopes:
        return [Fault("/scopes", "A token without scopes may nothing: give one at least.", "missing")]
    faults = []
    for index, scope in enumerate(scopes):
        if scope not in set(Action):
            faults.append(Fault(f"/scopes/{index}", f"There is no right {scope[:60]!r}.", "bad_scope"))
        elif not owner.profile.roles & POLICY[Action(scope)].keys():
            faults.append(Fault(f"/scopes/{index}", f"The owner has not the right {scope}.", "beyond_owner"))
    return faults
