"""Links of feeds' entries: resolved, and made alike so that one page is known again in another feed."""

import re
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urljoin, urlsplit, urlunsplit

LONGEST = 2_048
_SCHEMES = frozenset({"http", "https"})
_PORTS = {"http": 80, "https": 443}
_TRACKING = re.compile(
    r"utm_\w+|at_(?:medium|campaign|custom\d)|mc_[ce]id|pk_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|_hsenc|_hsmi|mkt_tok",
    re.IGNORECASE,
)
_UNUSUAL = re.compile(r"[\x00-\x20\x7f]")


def resolved(base: str, written: str | None) -> str | None:
    """The absolute http or https address that is meant, or None: what is none, too long, or of another scheme
    (``javascript:``) is no link."""
    written = (written or "").strip()
    if not written or len(written) > LONGEST:
        return None
    try:
        parts = urlsplit(urljoin(base, written))
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in _SCHEMES or not host or parts.username is not None or parts.password is not None:
        return None
    address = urlunsplit(parts)
    return address if len(address) <= LONGEST and not _UNUSUAL.search(address) else None


def alike(address: str) -> str:
    """An address as all feeds' links to one page are compared: always https, host in small letters, no default port, no
    parameters that only tell where a reader came from. Path, other parameters and fragment may name another page and
    stay."""
    parts = urlsplit(address)
    query = parts.query
    if query and _TRACKING.search(query):
        pairs = parse_qsl(query, keep_blank_values=True)
        query = urlencode([(name, value) for name, value in pairs if not _TRACKING.fullmatch(name)])
    return urlunsplit(SplitResult("https", _host(parts), _path(parts.path), query, parts.fragment))


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    host = f"[{host}]" if ":" in host else host
    usual = parts.port is None or parts.port == _PORTS.get(parts.scheme)
    return host if usual else f"{host}:{parts.port}"


def _path(path: str) -> str:
    """A path with unneeded percent signs undone; an encoded slash or percent sign stays encoded."""
    undone = re.sub(r"%(?!2[fF5])([0-9A-Fa-f]{2})", lambda found: _plain(found[0]), path)
    return undone or "/"


def _plain(encoded: str) -> str:
    letter = unquote(encoded, errors="replace")
    return letter if letter.isascii() and (letter.isalnum() or letter in "-._~") else encoded.upper()
