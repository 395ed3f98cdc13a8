"""``/api-tokens``: what speaks for somebody without them."""

from typing import Annotated, Any
from uuid import UUID

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Response, get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.idempotent_posts import SECRET_ANSWER
from aegis_chassis.web.openapi import API
from aegis_chassis.web.paging import Pages, PageView
from aegis_identity.application.commands.create_api_token import CreateApiToken, CreateApiTokenCommand
from aegis_identity.application.commands.revoke_api_token import RevokeApiToken, RevokeApiTokenCommand
from aegis_identity.application.queries.api_tokens import TOKEN_SORTS, ApiTokensReader, ApiTokenView
from aegis_identity.entrypoints.http.answers import CreatedApiTokenView
from aegis_identity.entrypoints.http.requests import NewApiToken
from aegis_kernel.errors import NotFound
from aegis_kernel.rights import Action, may, require

Owners = Annotated[list[UUID] | None, QueryParameter(description="For admins: whose; without, one's own.")]


class ApiTokens(Controller):
    """API tokens."""

    path = "/api-tokens"
    tags = ("api-tokens",)

    @get(operation_id="api_tokens.list")
    async def many(
        self,
        caller: CurrentCaller,
        paging: Pages,
        tokens: FromDishka[ApiTokensReader],
        owner: Owners = None,
        all_: Annotated[bool, QueryParameter(name="all", description="For admins: everybody's.")] = False,
    ) -> PageView[ApiTokenView]:
        """One's own tokens, or for admins those of others."""
        require(caller, Action.ACCOUNT_OWN)
        owners = [caller.id] if owner is None else owner
        if all_ or set(owners) != {caller.id}:
            require(caller, Action.USERS_MANAGE)
        filters: dict[str, Any] = {} if all_ else {"owner": owners}
        return paging.answer(await tokens.page(paging.request(TOKEN_SORTS, default="-created_at"), filters))

    @post(operation_id="api_tokens.create", opt=SECRET_ANSWER)
    async def create(
        self,
        caller: CurrentCaller,
        data: JSONBody[NewApiToken],
        use: FromDishka[CreateApiToken],
        tokens: FromDishka[ApiTokensReader],
    ) -> Response[CreatedApiTokenView]:
        """Make a token. Its secret is told once."""
        command = CreateApiTokenCommand(
            name=data.name, scopes=tuple(data.scopes), days=data.expires_in_days, owner_id=data.owner_id
        )
        made = await use(caller, command)
        details = await tokens.one(made.token.id)
        view = CreatedApiTokenView(
            id=details.id,
            token=made.secret,
            name=details.name,
            scopes=details.scopes,
            expires_at=details.expires_at,
            details=details,
        )
        return Response(view, status_code=201, headers={"Location": f"{API}/api-tokens/{details.id}"})

    @get("/{token_id:uuid}", operation_id="api_tokens.get")
    async def one(
        self, caller: CurrentCaller, token_id: FromPath[UUID], tokens: FromDishka[ApiTokensReader]
    ) -> ApiTokenView:
        """One token."""
        require(caller, Action.ACCOUNT_OWN)
        token = await tokens.one(token_id)
        if token.owner_id != caller.id and not may(caller, Action.USERS_MANAGE):
            raise NotFound("not_found", "There is no such token.")
        return token

    @post("/{token_id:uuid}/revoke", operation_id="api_tokens.revoke", status_code=200)
    async def revoke(
        self,
        caller: CurrentCaller,
        token_id: FromPath[UUID],
        use: FromDishka[RevokeApiToken],
        tokens: FromDishka[ApiTokensReader],
    ) -> ApiTokenView:
        """End a token, at once or within a minute where it was just used. Once is enough."""
        await use(caller, RevokeApiTokenCommand(token_id=token_id))
        return await tokens.one(token_id)
