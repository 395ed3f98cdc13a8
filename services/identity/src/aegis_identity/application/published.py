"""What others are told of users: `state_of`, and which event has which name on the topic."""

from collections.abc import Mapping

from aegis_contracts.identity_users import UserState
from aegis_identity.domain.events import UserChanged, UserCreated, UserDeactivated
from aegis_identity.domain.user import User
from aegis_kernel.aggregate import DomainEvent

TYPES: Mapping[type[DomainEvent], str] = {
    UserCreated: "UserCreated",
    UserChanged: "UserChanged",
    UserDeactivated: "UserDeactivated",
}


def state_of(user: User) -> UserState:
    """The public state: no address, no secret."""
    return UserState(
        id=user.id,
        name=user.profile.name,
        roles=tuple(sorted(user.profile.roles)),
        teams=tuple(sorted(user.profile.teams)),
        active=user.active,
        tokens_valid_from=user.tokens_valid_from,
    )
