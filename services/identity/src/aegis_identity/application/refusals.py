"""Refusals that must not tell more than they say."""

from aegis_kernel.errors import Forbidden, Unauthenticated
from aegis_kernel.rights import Caller


def bad_credentials() -> Unauthenticated:
    """The one answer to a wrong address, a wrong password and a user who is gone."""
    return Unauthenticated("bad_credentials", "E-mail address or password is wrong.")


def code_needed() -> Unauthenticated:
    """The password is right, and a code is asked for beside it."""
    return Unauthenticated("code_needed", "Give the code of your authenticator too, or a recovery code.")


def bad_code() -> Unauthenticated:
    """The one answer to a code that is wrong, too old, or was used."""
    return Unauthenticated("bad_code", "This code is wrong, or was used: wait for the next one.")


def bad_session() -> Unauthenticated:
    """The one answer to a session's secret that does not count."""
    return Unauthenticated("unauthenticated", "The session has ended: sign in again.")


def refuse_machines(caller: Caller) -> None:
    """Raises `Forbidden` for a token: what could make it outlive itself is for people who signed in."""
    if caller.is_machine:
        raise Forbidden("people_only", "No API token does this: sign in.")
