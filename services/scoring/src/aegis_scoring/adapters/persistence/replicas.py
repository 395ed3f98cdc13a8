"""What scoring keeps of others' topics as it is now. What it keeps of them as it was lies in period tables."""

from collections.abc import Iterator
from typing import Any

from aegis_chassis.messaging.hearing import Child, Replica
from aegis_contracts.catalog_matrices import MatrixState
from aegis_contracts.identity_users import UserState
from aegis_kernel.facts import Fact
from aegis_scoring.adapters.persistence.metadata import chassis
from aegis_scoring.adapters.persistence.tables import matrix, matrix_tactic


def _matrix(fact: Fact[MatrixState]) -> dict[str, Any]:
    return {"domain": fact.state.domain, "release": fact.state.release}


def _tactics(fact: Fact[MatrixState]) -> Iterator[dict[str, Any]]:
    for place, tactic in enumerate(fact.state.tactics):
        yield {
            "domain": fact.state.domain,
            "place": place,
            "tactic_id": tactic.id,
            "attack_id": tactic.attack_id,
            "shortname": tactic.shortname,
            "name": tactic.name,
        }


def _user(fact: Fact[UserState]) -> dict[str, Any]:
    user = fact.state
    return {
        "id": user.id,
        "name": user.name,
        "roles": list(user.roles),
        "teams": list(user.teams),
        "active": user.active,
        "tokens_valid_from": user.tokens_valid_from,
    }


MATRICES: Replica[MatrixState] = Replica(
    table=matrix,
    key="domain",
    key_of=lambda fact: fact.state.domain,
    row=_matrix,
    children=(Child(table=matrix_tactic, parent="domain", rows=_tactics),),
)

USERS: Replica[UserState] = Replica(table=chassis.known_user, key="id", key_of=lambda fact: fact.state.id, row=_user)
