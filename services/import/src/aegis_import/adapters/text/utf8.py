"""Bytes from strangers as text: UTF-8 and nothing else, no guessing (sources.md, rule 9)."""

from aegis_import.adapters.text.bad_text import BadText

TEXT_BYTES = 1024 * 1024
"""Largest file of a text format that is one entry or a few; upstream's largest holds 295,078 bytes."""

_MARK = "\ufeff"


def decode_utf8(content: bytes | bytearray | memoryview, *, longest: int = TEXT_BYTES) -> str:
    """The text without a byte order mark, its CRLF as LF, nothing else touched. Raises `BadText`."""
    if len(content) > longest:
        raise BadText(f"it takes {len(content):,} bytes, more than {longest:,}")
    try:
        text = str(content, "utf-8")
    except UnicodeDecodeError as error:
        raise BadText(f"it is not UTF-8 ({error.reason})", bytes(content[: error.start]).count(b"\n") + 1) from error
    return with_lf(text.removeprefix(_MARK))


def with_lf(text: str) -> str:
    """Text with CRLF turned into LF: tabs, no-break spaces, joiners, direction marks and lone CR stay (rule 9)."""
    return text.replace("\r\n", "\n") if "\r" in text else text
