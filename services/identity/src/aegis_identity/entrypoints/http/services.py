"""What services ask of identity: keys, and the worth of API tokens and cookies. Only the keys are routed to outside."""

from typing import Any

import msgspec
from dishka.integrations.litestar import FromDishka
from litestar import Controller, Response, get, post
from litestar.params import JSONBody

from aegis_chassis.web.authentication import PUBLIC
from aegis_chassis.web.identity_gate import EXCHANGE_PATH, JWKS_PATH, ExchangeAnswer, ExchangeRequest
from aegis_identity.application.commands.exchange_secret import ExchangeSecret, ExchangeSecretCommand
from aegis_identity.application.queries.keys import KeysReader


class ForServices(Controller):
    """Keys and the exchange."""

    path = "/"
    tags = ("keys",)

    @get(JWKS_PATH, operation_id="keys.list", opt=PUBLIC)
    async def keys(self, keys: FromDishka[KeysReader]) -> Response[bytes]:
        """The public keys of access tokens, as a JWK set (RFC 7517)."""
        content: dict[str, Any] = dict(await keys.told())
        return Response(
            msgspec.json.encode(content),
            media_type="application/jwk-set+json",
            headers={"Cache-Control": "public, max-age=60"},
        )

    @post(EXCHANGE_PATH, operation_id="keys.exchange", opt=PUBLIC, status_code=200, include_in_schema=False)
    async def exchange(self, data: JSONBody[ExchangeRequest], exchange: FromDishka[ExchangeSecret]) -> ExchangeAnswer:
        """A short access token for an API token or a session's cookie."""
        token = await exchange(ExchangeSecretCommand(secret=data.secret))
        return ExchangeAnswer(access_token=token.text, expires_in_seconds=token.lives_seconds)
