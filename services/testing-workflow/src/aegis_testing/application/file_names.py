"""Names of uploaded files: labels, never paths, harmless wherever they are shown or saved."""

import unicodedata

LONGEST = 150
"""Bytes of UTF-8: with what a browser adds, every file system takes it."""
NAMELESS = "upload"

_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{digit}" for port in ("com", "lpt") for digit in range(10))}


def harmless(name: str) -> str:
    """The last part of a path, without control characters and what tricks the eye or a shell; its ending is kept."""
    last = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    shown = "".join(
        "_" if character in '<>:"|?*' else character
        for character in unicodedata.normalize("NFC", last)
        if unicodedata.category(character) not in {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
    )
    trimmed = " ".join(shown.split()).strip(". ")
    if not trimmed:
        return NAMELESS
    if trimmed.split(".", 1)[0].lower() in _RESERVED:
        trimmed = f"_{trimmed}"
    return _shortened(trimmed)


def _shortened(name: str) -> str:
    if len(name.encode()) <= LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending.encode()) > 16:
        stem, ending = name, ""
    room = LONGEST - len((dot + ending).encode() if ending else b"")
    cut = stem.encode()[:room].decode(errors="ignore").rstrip(". ")
    return f"{cut}.{ending}" if ending else cut
