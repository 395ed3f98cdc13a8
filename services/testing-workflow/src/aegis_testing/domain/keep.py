"""The mark of a field that a change leaves alone, where None is a value of its own."""

from enum import Enum
from typing import Final, TypeVar

T = TypeVar("T")


class Keep(Enum):
    KEEP = "keep"


KEEP: Final = Keep.KEEP


def or_kept(new: T | Keep, old: T) -> T:
    """`new`, unless it says to keep `old`."""
    return old if isinstance(new, Keep) else new
