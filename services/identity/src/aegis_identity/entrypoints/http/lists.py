"""Lists that are short enough to come whole."""

from typing import Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from aegis_identity.application.queries.sessions import SessionView

T = TypeVar("T")


class WholeList(Struct, Generic[T], frozen=True, kw_only=True):
    """All items; nothing follows."""

    items: list[T]
    next_cursor: None = None


def sessions_list(sessions: list[SessionView], present: str | None = None) -> WholeList[SessionView]:
    """Sessions, the present one marked."""
    return WholeList(items=[replace(one, present=str(one.id) == present) for one in sessions])
