"""What a test template asks for: arguments, and what has to be there before it runs."""

from msgspec import Struct


class Argument(Struct, frozen=True, kw_only=True):
    """An input argument. `default` is text, or none."""

    name: str
    description: str = ""
    type: str = ""
    default: str | None = None


class Dependency(Struct, frozen=True, kw_only=True):
    """How to look whether it is there (`check`), how to get it (`get`)."""

    description: str = ""
    check: str | None = None
    get: str | None = None
