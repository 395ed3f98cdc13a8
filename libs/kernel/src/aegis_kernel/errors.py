"""The kinds of error that rules may raise. Entrypoints turn a kind into a status; nothing else knows of HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong or missing: `pointer` is a JSON pointer into the input (empty for the whole)."""

    pointer: str
    detail: str
    code: str


class DomainError(Exception):
    """A refusal by a rule: a stable `code` for machines, a `detail` for people, and every fault at once."""

    kind = "domain"

    def __init__(self, code: str, detail: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.faults = tuple(faults)


class NotFound(DomainError):
    """Not there, or hidden from this caller."""

    kind = "not_found"


class NotKnownYet(NotFound):
    """An id that another service may be about to tell us of: worth asking again in a second."""

    kind = "not_known_yet"

    def __init__(self, detail: str) -> None:
        super().__init__("not_known_yet", detail)


class Conflict(DomainError):
    """Collides with what is there (a name taken, a key used for another body)."""

    kind = "conflict"


class Stale(DomainError):
    """Written against a version that is no longer the present one, which `current` gives."""

    kind = "stale"

    def __init__(self, current: int) -> None:
        super().__init__("stale", f"The thing has changed since you read it; its version is now {current}.")
        self.current = current


class Invalid(DomainError):
    """Well-formed but not acceptable."""

    kind = "invalid"


class Unauthenticated(DomainError):
    """Nobody is signed in, or the credential is expired, forged or withdrawn."""

    kind = "unauthenticated"


class Forbidden(DomainError):
    """Signed in, but may not."""

    kind = "forbidden"


class RuleBroken(DomainError):
    """A move that the rules refuse now: names the state, the moves allowed, and all that is missing. `state` and
    `allowed` are for machines, where the thing has states; `detail` says them too, for people."""

    kind = "rule_broken"

    def __init__(
        self,
        code: str,
        detail: str,
        faults: Sequence[Fault] = (),
        *,
        state: str | None = None,
        allowed: Sequence[str] | None = None,
    ) -> None:
        super().__init__(code, detail, faults)
        self.state = state
        self.allowed = None if allowed is None else tuple(allowed)


class TooMany(DomainError):
    """Asked too often or for too much; worth asking again after `retry_after_seconds`."""

    kind = "too_many"

    def __init__(self, code: str, detail: str, retry_after_seconds: float) -> None:
        super().__init__(code, detail)
        self.retry_after_seconds = retry_after_seconds


class Away(DomainError):
    """Something that this rests on cannot be reached; worth asking again after `retry_after_seconds`."""

    kind = "away"

    def __init__(self, code: str, detail: str, retry_after_seconds: float = 1.0) -> None:
        super().__init__(code, detail)
        self.retry_after_seconds = retry_after_seconds
