"""The zip's directory, looked at before anything is made of it: a lying one must not fill the memory."""

import os
import struct
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO

from aegis_import.application.parsing import BadArchive

_END = b"PK\x05\x06"
_END_SIZE = 22
_LOCATOR = b"PK\x06\x07"
_LOCATOR_SIZE = 20
_END64_SIZE = 56
_LONGEST_COMMENT = 65_535
_ENTRY_SIZE = 46
_IN_END64 = 0xFFFFFFFF


def check_directory(source: Path | BinaryIO, *, members: int, path_bytes: int) -> None:
    """Raises `BadArchive` when the file has no end record (it was cut short) or its directory is larger than
    `members` entries may need. PKWARE APPNOTE 4.3.16 and 4.3.14."""
    opened: AbstractContextManager[BinaryIO] = source.open("rb") if isinstance(source, Path) else nullcontext(source)
    with opened as file:
        size = file.seek(0, os.SEEK_END)
        tail_size = min(size, _LONGEST_COMMENT + _END_SIZE + _LOCATOR_SIZE)
        file.seek(size - tail_size)
        tail = file.read(tail_size)
        at = tail.rfind(_END)
        if at < 0 or at + _END_SIZE > len(tail):
            raise BadArchive("truncated_archive", "The zip file is cut short: it has no end record.")
        directory_size, _ = struct.unpack_from("<LL", tail, at + 12)
        if directory_size == _IN_END64 and tail[at - _LOCATOR_SIZE : at].startswith(_LOCATOR):
            (end64_at,) = struct.unpack_from("<Q", tail, at - _LOCATOR_SIZE + 8)
            file.seek(min(end64_at, size))
            end64 = file.read(_END64_SIZE)
            if len(end64) < _END64_SIZE:
                raise BadArchive("truncated_archive", "The zip file is cut short: its 64-bit end record is missing.")
            (directory_size,) = struct.unpack_from("<Q", end64, 40)
    if directory_size > size:
        raise BadArchive("truncated_archive", "The zip file is cut short: its directory is larger than the file.")
    if directory_size > members * (_ENTRY_SIZE + path_bytes):
        raise BadArchive("too_many_members", f"The archive's directory is too large for {members:,} members.")
