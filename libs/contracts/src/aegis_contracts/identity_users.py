"""Topic ``aegis.identity.users``: who there is, and whether their tokens still count."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from aegis_kernel.facts import Cleanup, Topic, TopicSpec


class UserState(Struct, frozen=True, kw_only=True):
    """Tokens issued before `tokens_valid_from` are refused by every service. No address, no secret."""

    id: UUID
    name: str
    roles: tuple[str, ...]
    teams: tuple[str, ...] = ()
    active: bool = True
    tokens_valid_from: datetime


IDENTITY_USERS = Topic(
    spec=TopicSpec(name="aegis.identity.users", cleanup=Cleanup.COMPACT),
    owner="identity",
    state=UserState,
    types={
        "UserCreated": "aegis.identity.user.created.v1",
        "UserChanged": "aegis.identity.user.changed.v1",
        "UserDeactivated": "aegis.identity.user.deactivated.v1",
    },
    heard_by=("catalog", "testing-workflow", "scoring", "import", "reporting"),
)
