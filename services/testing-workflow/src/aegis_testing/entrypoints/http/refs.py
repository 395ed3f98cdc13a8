"""What stands in a path: a test by its id or number."""

from typing import Annotated
from uuid import UUID

from litestar.params import PathParameter

from aegis_kernel.errors import NotFound
from aegis_testing.application.ports import TestRef
from aegis_testing.domain.words import SideName

TestPath = Annotated[str, PathParameter(description="The test's id, or its number.")]
SidePath = Annotated[SideName, PathParameter(description="`red` or `blue`.")]

_LARGEST = 2**63 - 1


def test_ref(text: str) -> TestRef:
    """The test that a path means. Raises `NotFound` for what names none."""
    if text.isascii() and text.isdigit() and int(text[:20]) <= _LARGEST and len(text) < 20:
        return int(text)
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("not_found", f"There is no test {text[:80]}.") from None


test_ref.__test__ = False  # type: ignore[attr-defined]  # pytest takes it for a test where it is imported
