"""Room for readers written in Rust: where memory fails them they end the process instead of raising an error."""

import mmap

_ALWAYS = 32 * 1024 * 1024
_A_LETTER = 320
"""Bytes that the worst text takes for a letter: ``- - - ...`` by ryaml takes 296; rtoml's worst takes 56."""


def check_room(letters: int) -> None:
    """Raises `MemoryError` when the process may not take what a text of so many letters can need. Nothing is touched:
    it asks for address space, which a reading process has a limit on, and gives it back."""
    try:
        mmap.mmap(-1, _ALWAYS + letters * _A_LETTER).close()
    except OSError as error:
        raise MemoryError from error
