"""What happens to accounts that others have to know."""

from dataclasses import dataclass

from aegis_kernel.aggregate import DomainEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class UserCreated(DomainEvent):
    """An account came into being."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserChanged(DomainEvent):
    """Name, roles, teams or the tokens that count have changed, or somebody is back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserDeactivated(DomainEvent):
    """Nobody may come in as this user any longer."""
