"""One-time codes by time: RFC 6238 with SHA-1, six digits and 30 seconds, which every authenticator knows."""

import base64
import hashlib
import hmac
from datetime import datetime
from urllib.parse import quote, urlencode

SECRET_BYTES = 20
"""RFC 4226, section 4: 160 bits."""
STEP_SECONDS = 30
DIGITS = 6
SKEW_STEPS = 1
"""How far the two clocks may be apart, either way (RFC 6238, section 5.2)."""


def step_at(now: datetime) -> int:
    """The number of the time step that an instant lies in."""
    return int(now.timestamp()) // STEP_SECONDS


def code_of(secret: bytes, step: int) -> str:
    """The code of a time step (RFC 4226, section 5.3)."""
    digest = hmac.new(secret, step.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def step_of(secret: bytes, code: str, now: datetime) -> int | None:
    """The step near `now` whose code this is. Looks at all of them, whichever fits."""
    present, found = step_at(now), None
    for step in range(max(present - SKEW_STEPS, 0), present + SKEW_STEPS + 1):
        if hmac.compare_digest(code_of(secret, step).encode(), code.encode()):
            found = step
    return found


def base32_of(secret: bytes) -> str:
    """As people type it in who cannot scan."""
    return base64.b32encode(secret).decode().rstrip("=")


def otpauth_uri(secret: bytes, *, account: str, issuer: str = "Aegis") -> str:
    """What a QR code holds for authenticators (Google's key URI format)."""
    query = {
        "secret": base32_of(secret), "issuer": issuer, "algorithm": "SHA1", "digits": DIGITS, "period": STEP_SECONDS,
    }  # fmt: skip
    return f"otpauth://totp/{quote(f'{issuer}:{account}', safe='')}?{urlencode(query, quote_via=quote)}"
