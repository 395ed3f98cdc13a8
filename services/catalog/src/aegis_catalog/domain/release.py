"""Upstream's releases: which is later, as far as their names say."""

import re

_NUMBERED = re.compile(r"v?(\d+(?:\.\d+)*)")


def number_of(release: str) -> tuple[int, ...] | None:
    """The number of a release that has one (``19.1``); None for others (``unknown (2026-05-12)``)."""
    matched = _NUMBERED.fullmatch(release.strip())
    return tuple(int(part) for part in matched[1].split(".")) if matched else None


def is_earlier(release: str, than: str) -> bool:
    """Whether a release came before another, compared as numbers. Of one without a number nobody can tell: no."""
    ours, theirs = number_of(release), number_of(than)
    return ours is not None and theirs is not None and ours < theirs


def in_order(release: str) -> tuple[bool, tuple[int, ...], str]:
    """A key that sorts releases: those without a number first, by name; then by number."""
    number = number_of(release)
    return (number is not None, number or (), release)
