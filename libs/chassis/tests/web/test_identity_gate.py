"""Keys come from identity's own address, or from the one that a setting names."""

import httpx
import pytest

from aegis_chassis.web.identity_gate import HttpIdentityGate


@pytest.mark.parametrize(
    "jwks_url, asked_at",
    [
        (None, "http://identity:8000/.well-known/jwks.json"),
        ("http://keys.example/jwks", "http://keys.example/jwks"),
    ],
)
async def test_keys_are_asked_for_where_the_settings_say(jwks_url: str | None, asked_at: str) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, json={"keys": []})

    gate = HttpIdentityGate("http://identity:8000", jwks_url=jwks_url, transport=httpx.MockTransport(answer))
    assert await gate.key_set() == {"keys": []}
    await gate.close()
    assert asked == [asked_at]
