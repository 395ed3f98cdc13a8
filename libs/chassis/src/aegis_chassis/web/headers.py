"""Headers as ASGI brings them: looked for without making an object of all of them."""

from litestar.types import Scope


def header_of(scope: Scope, name: bytes) -> str | None:
    """The first header of that name, in lower case; None when there is none."""
    for found, value in scope["headers"]:
        if found == name:
            return value.decode("latin-1")
    return None
