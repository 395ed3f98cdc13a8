"""What a file by itself may be, told by its first bytes."""

import codecs
from typing import Literal

BareForm = Literal["json", "yaml", "toml", "any"]
"""The form of a bare file that a format's parser reads; with `any` the parser says itself what it has to be."""

NAMES: dict[BareForm, str] = {"json": "JSON", "yaml": "YAML", "toml": "TOML", "any": "text"}

_MARK = b"\xef\xbb\xbf"
_POINTER = b"version https://git-lfs"
_BLANKS = frozenset("\t\n\r\x85")


def is_of(form: BareForm, head: bytes) -> bool:
    """Whether a file that begins with `head` may be of the form. JSON begins with a bracket; YAML and TOML may be any
    text that is no HTML, no XML and no pointer of Git LFS."""
    begins = head.removeprefix(_MARK).lstrip()
    if form == "any":
        return True
    if form == "json":
        return begins[:1] in {b"{", b"["}
    return begins[:1] not in {b"", b"<"} and not begins.startswith(_POINTER) and _is_text(head)


def _is_text(head: bytes) -> bool:
    """UTF-8 without control characters; a letter that `head` cuts in two is none the worse for it."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return all(letter in _BLANKS or (letter >= " " and letter != "\x7f") for letter in text)
