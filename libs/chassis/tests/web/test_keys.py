"""Keys are fetched when they are needed, not as often as tokens ask for them, and outlast identity's absence."""

from collections.abc import Mapping
from typing import Any

import pytest
from joserfc.jwk import OctKey, OKPKey, RSAKey

from aegis_chassis.web.keys import CachedKeys
from aegis_kernel.errors import Away


class Gate:
    """Gives what it is told to, and counts."""

    def __init__(self) -> None:
        self.keys: list[dict[str, Any]] = []
        self.asked = 0
        self.away = False

    def add(self, kid: str) -> None:
        self.keys.append(dict(OKPKey.generate_key("Ed25519", {"kid": kid}).as_dict(private=False)))

    async def key_set(self) -> Mapping[str, Any]:
        self.asked += 1
        if self.away:
            raise Away("identity_away", "away")
        return {"keys": self.keys}

    async def exchange(self, secret: str) -> str:
        raise NotImplementedError


class Time:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def gate() -> Gate:
    made = Gate()
    made.add("a")
    return made


async def test_a_known_key_is_asked_for_once(gate: Gate) -> None:
    keys = CachedKeys(gate, now=Time())
    for _ in range(5):
        assert await keys.key("a") is not None
    assert gate.asked == 1


async def test_a_new_key_is_found_but_unknown_ones_do_not_make_us_ask_each_time(gate: Gate) -> None:
    time = Time()
    keys = CachedKeys(gate, now=time, pause=5)
    await keys.key("a")
    gate.add("b")
    assert await keys.key("b") is None
    time.now += 6
    assert await keys.key("b") is not None
    for _ in range(10):
        assert await keys.key("made up") is None
    assert gate.asked == 2


async def test_keys_outlast_identitys_absence_but_not_for_ever(gate: Gate) -> None:
    time = Time()
    keys = CachedKeys(gate, now=time, fresh_for=300, stale_for=86_400)
    await keys.key("a")
    gate.away = True
    time.now += 10_000
    assert await keys.key("a") is not None
    time.now += 86_400
    with pytest.raises(Away):
        await keys.key("a")
    gate.away = False
    time.now += 6
    assert await keys.key("a") is not None


async def test_a_key_that_is_withdrawn_is_gone_once_the_set_is_old(gate: Gate) -> None:
    time = Time()
    keys = CachedKeys(gate, now=time, fresh_for=300)
    await keys.key("a")
    gate.keys = []
    time.now += 301
    assert await keys.key("a") is None


async def test_keys_of_other_kinds_are_left_aside(gate: Gate) -> None:
    gate.keys = [
        dict(RSAKey.generate_key(2048, {"kid": "rsa"}).as_dict(private=False)),
        {"kty": "oct", "kid": "oct", "k": OctKey.generate_key(256).as_dict(private=True)["k"]},
        {"kty": "OKP", "crv": "Ed448", "kid": "ed448", "x": "AAAA"},
        {"kty": "OKP", "crv": "Ed25519", "kid": "cut", "x": "AAAA"},
        "nonsense",  # type: ignore[list-item]
    ]
    keys = CachedKeys(gate, now=Time(), pause=0)
    for kid in ("rsa", "oct", "ed448", "cut"):
        assert await keys.key(kid) is None
