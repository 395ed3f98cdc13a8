"""Somebody makes an API token for themselves, or an admin for a service account."""

from dataclasses import dataclass
from uuid import UUID

from aegis_identity.application.ports import ApiTokens, AuditedUnitOfWork, SecretSource, Users
from aegis_identity.application.refusals import refuse_machines
from aegis_identity.domain.api_token import ApiToken
from aegis_identity.domain.secrets import API_TOKEN, digest_of
from aegis_identity.domain.words import UserKind
from aegis_kernel.clock import Clock
from aegis_kernel.errors import Forbidden
from aegis_kernel.ids import Ids
from aegis_kernel.rights import Action, Caller, require

_HINT = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateApiTokenCommand:
    """`owner_id` None means the caller."""

    name: str
    scopes: tuple[str, ...]
    days: int
    owner_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatedApiToken:
    """The token and its secret, told once."""

    token: ApiToken
    secret: str


class CreateApiToken:
    """Nobody makes a token that speaks for another person: not even an admin."""

    def __init__(
        self, uow: AuditedUnitOfWork, users: Users, tokens: ApiTokens, secrets: SecretSource, clock: Clock, ids: Ids
    ) -> None:
        self.uow = uow
        self.users = users
        self.tokens = tokens
        self.secrets = secrets
        self.clock = clock
        self.ids = ids

    async def __call__(self, caller: Caller, command: CreateApiTokenCommand) -> CreatedApiToken:
        """Raises `Invalid` with every fault, `NotFound`, `Forbidden`, `RuleBroken` when there are too many."""
        require(caller, Action.ACCOUNT_OWN)
        refuse_machines(caller)
        owner_id = command.owner_id or caller.id
        now = self.clock.now()
        secret = self.secrets.new(API_TOKEN)
        async with self.uow:
            if owner_id != caller.id:
                require(caller, Action.USERS_MANAGE)
            owner = await self.users.get(owner_id)
            if owner_id != caller.id and owner.kind is not UserKind.SERVICE:
                raise Forbidden("another_person", "A token for a person is made by that person alone.")
            token = ApiToken.create(
                self.ids.new(),
                owner=owner,
                name=command.name,
                scopes=command.scopes,
                days=command.days,
                hint=secret[:_HINT],
                created_by=caller.id,
                now=now,
                others=await self.tokens.alive_of(owner.id, now),
            )
            await self.tokens.add(token, digest_of(secret))
            self.uow.note(
                object_type="api-token",
                object_id=str(token.id),
                changed={"owner": [None, str(owner.id)], "scopes": [None, sorted(token.scopes)]},
            )
            await self.uow.commit()
        return CreatedApiToken(token=token, secret=secret)
