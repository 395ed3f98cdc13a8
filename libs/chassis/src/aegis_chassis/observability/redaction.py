"""Keeps secrets out of logs: by the name of the field, and by how secrets look inside text."""

import re
from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any

REDACTED = "[redacted]"

_SECRET_NAME = re.compile(
    r"pass(word|phrase|wd)|secret|token(?!_id)|authorization|cookie|api_?key|private_?key|credential|dsn|csrf|recovery_code",
    re.IGNORECASE,
)
_SECRETS_IN_TEXT = (
    re.compile(r"\bae[grsx]_[A-Za-z0-9_-]{8,}"),
    re.compile(r"\beyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+"),
    re.compile(r"(?i)\b(?:bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}"),
    re.compile(r"(?<=://)[^\s/:@]*:[^\s/@]+(?=@)"),
    re.compile(r"(?i)(?<=password=)\S+"),
    re.compile(r"\$argon2[a-z]{0,2}\$\S+"),
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----", re.DOTALL),
)
_TRACES = (
    "aeg_", "aer_", "aes_", "aex_", "eyj", "://", "$argon2", "-----begin", "bearer", "basic", "password=",
)  # fmt: skip
"""One of them stands in every text that a pattern above finds, in lower case."""
_DEEPEST = 6


def redacted(value: Any, depth: int = 0) -> Any:
    """`value` without secrets; text, mappings and sequences are looked through, other values stay as they are."""
    if isinstance(value, str):
        return _clean(value)
    if depth >= _DEEPEST:
        return value
    if isinstance(value, dict):
        return {
            name: REDACTED if is_secret(name) and inner else redacted(inner, depth + 1) for name, inner in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [redacted(inner, depth + 1) for inner in value]
    return value


@lru_cache(maxsize=2_048)
def is_secret(name: object) -> bool:
    """Whether a field of this name holds a secret."""
    return isinstance(name, str) and _SECRET_NAME.search(name) is not None


def may_hold_secrets(text: str) -> bool:
    """Whether it is worth looking for secrets in `text`: quick, and never wrongly no."""
    low = text.lower()
    return any(trace in low for trace in _TRACES)


def without_named(fields: MutableMapping[str, Any]) -> dict[str, Any]:
    """`fields` without the values of those that are secret by name, at any depth; texts are not looked into."""
    return {
        name: REDACTED if is_secret(name) and value else _inside(value) if isinstance(value, (dict, list)) else value
        for name, value in fields.items()
    }


def _inside(value: Any) -> Any:
    if isinstance(value, dict):
        return without_named(value)
    if isinstance(value, list):
        return [_inside(inner) for inner in value]
    return value


def _clean(text: str) -> str:
    if not may_hold_secrets(text):
        return text
    for pattern in _SECRETS_IN_TEXT:
        text = pattern.sub(REDACTED, text)
    return text
