"""In which encoding a feed is written: as it says itself. There is no guessing; what does not decode is refused."""

import codecs
import re

from aegis_import.application.parsing import BadArchive

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNMARKED = ((b"<\x00?\x00", "utf-16-le"), (b"\x00<\x00?", "utf-16-be"))
_DECLARED = re.compile(rb"""\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([A-Za-z][A-Za-z0-9._:-]{0,40})["']""")
_CHARSET = re.compile(r""";\s*charset\s*=\s*["']?([A-Za-z][A-Za-z0-9._:-]{0,40})""", re.IGNORECASE)
_TAKEN = frozenset({
    "ascii", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be",
    *(f"iso8859-{part}" for part in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16)),
    *(f"cp{page}" for page in (437, 850, 866, 874, 932, 936, 949, 950, *range(1250, 1259))),
    "koi8-r", "koi8-u", "mac-roman", "tis-620", "shift_jis", "euc_jp", "iso2022_jp", "gb2312", "gbk", "gb18030",
    "big5", "big5hkscs", "euc_kr",
})  # fmt: skip
"""Codecs for text as it is sent. Python has others (utf-7, unicode_escape, idna) that make of bytes what they like."""


def xml_text(written: bytes | bytearray, content_type: str | None) -> str:
    """The text of an XML document: by its byte order mark, else HTTP's charset, else its own declaration, else UTF-8
    (RFC 7303, 3). Raises `BadArchive`."""
    head = bytes(written[:1024])
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return _decoded(written[len(mark) :], encoding, "its byte order mark")
    if (charset := _CHARSET.search(content_type or "")) is not None:
        return _decoded(written, charset[1], "HTTP")
    for beginning, encoding in _UNMARKED:
        if head.startswith(beginning):
            return _decoded(written, encoding, "its first bytes")
    if (declared := _DECLARED.match(head)) is not None:
        return _decoded(written, declared[1].decode("ascii"), "its XML declaration")
    return _decoded(written, "utf-8", "XML's rule")


def _decoded(written: bytes | bytearray, encoding: str, says: str) -> str:
    try:
        codec = codecs.lookup(encoding)
    except LookupError:
        codec = None
    if codec is None or codec.name not in _TAKEN:
        raise BadArchive("bad_encoding", f"The feed is in {encoding!r} as {says} says, which is not read.")
    try:
        return codec.decode(bytes(written), "strict")[0]
    except UnicodeError as error:
        raise BadArchive("bad_encoding", f"The feed is not {codec.name} though {says} says so: {error}.") from error
