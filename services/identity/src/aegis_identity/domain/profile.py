"""What an account says of somebody, checked whole."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Self

from aegis_identity.domain.words import UserKind
from aegis_kernel.errors import Fault, Invalid
from aegis_kernel.rights import Role

LONGEST_EMAIL = 254
LONGEST_NAME = 120
LONGEST_TEAM = 80
MOST_TEAMS = 50

_EMAIL = re.compile(r"[^\s@\"(),:;<>\[\]\\\x00-\x20\x7f]{1,64}@[^\s@\"(),:;<>\[\]\\\x00-\x20\x7f]{1,190}")


def email_key(email: str) -> str:
    """The form in which two spellings of one address are equal."""
    return unicodedata.normalize("NFKC", email.strip()).casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Who somebody is and what they may."""

    email: str
    name: str
    roles: frozenset[Role]
    teams: frozenset[str] = frozenset()

    @classmethod
    def checked(
        cls, kind: UserKind, *, email: str, name: str, roles: Collection[str], teams: Collection[str] = ()
    ) -> Self:
        """Raises `Invalid` with every fault."""
        email, name = email.strip(), " ".join(name.split())
        faults = [*_faults_of_text(email, name), *_faults_of_roles(kind, roles), *_faults_of_teams(teams)]
        if faults:
            raise Invalid("invalid_user", faults[0].detail, faults)
        return cls(email=email, name=name, roles=frozenset(Role(role) for role in roles), teams=frozenset(teams))


def _faults_of_text(email: str, name: str) -> list[Fault]:
    faults = []
    if len(email) > LONGEST_EMAIL or not _EMAIL.fullmatch(email):
        faults.append(Fault("/email", "This is no e-mail address.", "bad_email"))
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        faults.append(Fault("/name", f"A name has 1 to {LONGEST_NAME} visible characters.", "bad_name"))
    return faults


def _faults_of_roles(kind: UserKind, roles: Collection[str]) -> list[Fault]:
    known = set(Role)
    faults = [
        Fault(f"/roles/{index}", f"There is no role {role[:40]!r}; there are {', '.join(sorted(known))}.", "bad_role")
        for index, role in enumerate(roles)
        if role not in known
    ]
    if not roles:
        faults.append(Fault("/roles", "Somebody without a role may nothing: give one at least.", "missing"))
    if (Role.SERVICE in roles) != (kind is UserKind.SERVICE):
        faults.append(Fault("/roles", "The role `service` is for service accounts, and they need it.", "bad_role"))
    return faults


def _faults_of_teams(teams: Collection[str]) -> list[Fault]:
    if len(teams) > MOST_TEAMS:
        return [Fault("/teams", f"At most {MOST_TEAMS} teams.", "too_many")]
    return [
        Fault(f"/teams/{index}", f"A team's name has 1 to {LONGEST_TEAM} visible characters.", "bad_team")
        for index, team in enumerate(teams)
        if not 1 <= len(team) <= LONGEST_TEAM or not team.isprintable()
    ]
