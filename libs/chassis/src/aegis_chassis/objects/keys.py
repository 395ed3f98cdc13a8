"""Names of objects: such that every store and file system takes them as they are."""

import re

LONGEST = 512
_KEY = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._=-]{0,127}(/[A-Za-z0-9_][A-Za-z0-9._=-]{0,127})*")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class InvalidKey(ValueError):
    """A key that is none. Keys are made by us: somebody's input got into one."""


def check_key(key: str) -> str:
    """`key` itself: parts of letters, digits and ``._=-``, divided by slashes, none of them hidden or going up."""
    if len(key) > LONGEST or not _KEY.fullmatch(key):
        raise InvalidKey(f"not a key: {key[:80]!r}")
    return key


def check_prefix(prefix: str) -> str:
    """`prefix` itself: the beginning of a key, or nothing."""
    if prefix and not _KEY.fullmatch(prefix.removesuffix("/")):
        raise InvalidKey(f"not the beginning of a key: {prefix[:80]!r}")
    return prefix


def content_key(prefix: str, sha256: str) -> str:
    """The key of content by its hash (64 lower-case hex digits): ``evidence/ab/cd/abcd...``. The same content has one
    key, and folders stay small."""
    if not _SHA256.fullmatch(sha256):
        raise InvalidKey(f"not a SHA-256: {sha256[:80]!r}")
    return check_key(f"{prefix}/{sha256[:2]}/{sha256[2:4]}/{sha256}")
