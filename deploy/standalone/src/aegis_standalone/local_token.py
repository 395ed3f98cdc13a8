"""The token of this machine's command line: whoever may read the data folder may use it, and the database besides."""

import os
from pathlib import Path

from aegis_chassis.observability.operation import Operation, operating
from aegis_chassis.process.service import Service
from aegis_identity.application.commands.create_api_token import CreateApiToken, CreateApiTokenCommand
from aegis_identity.application.ports import Users
from aegis_identity.application.queries.rights import actions_of
from aegis_identity.bootstrap.gate import ContainerGate
from aegis_kernel.errors import RuleBroken, Unauthenticated
from aegis_kernel.rights import Caller
from aegis_kernel.unit_of_work import UnitOfWork

FILE = "command-line-token"
NAME = "local command line"
DAYS = 90


async def local_token(identity: Service, folder: Path, admin_email: str) -> str | None:
    """The token kept in `folder`, or a new one of the first admin with all rights that a token may have. None when
    there is no such admin any longer: people sign in then."""
    file = folder / FILE
    if file.exists() and await _counts(identity, kept := file.read_text()):
        return kept
    caller = await _admin(identity, admin_email)
    if caller is None:
        return None
    scopes = tuple(action.value for action in actions_of(caller.roles))
    with operating(Operation(name="api_tokens.create", caller=caller, address="local")):
        async with identity.container() as scope:
            create = await scope.get(CreateApiToken)
            try:
                made = await create(caller, CreateApiTokenCommand(name=NAME, scopes=scopes, days=DAYS))
            except RuleBroken:
                return None
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        opened.write(made.secret)
    return made.secret


async def _counts(identity: Service, secret: str) -> bool:
    try:
        await ContainerGate(identity.container).exchange(secret)
    except Unauthenticated:
        return False
    return True


async def _admin(identity: Service, email: str) -> Caller | None:
    async with identity.container() as scope:
        users = await scope.get(Users)
        async with await scope.get(UnitOfWork):
            user = await users.with_email(email)
    if user is None or not user.active:
        return None
    return Caller(id=user.id, name=user.profile.name, roles=frozenset(user.profile.roles))
