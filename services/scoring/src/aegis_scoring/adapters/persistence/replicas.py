"""What scoring keeps of others' topics as it is now. What it keeps of them as it was lies in period tables."""

from collections.abc import Iterator
from typing import Any

from aegis_chassis.messaging.hearing import Child, Replica
from aegis_chassis.web.known_users import known_users_hearing
from aegis_contracts.catalog_matrices import MatrixState
from aegis_contracts.identity_users import IDENTITY_USERS
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


MATRICES: Replica[MatrixState] = Replica(
    table=matrix,
    key="domain",
    key_of=lambda fact: fact.state.domain,
    row=_matrix,
    children=(Child(table=matrix_tactic, parent="domain", rows=_tactics),),
)

USERS = known_users_hearing(IDENTITY_USERS, chassis.known_user)
