"""People of the tests, each signed in."""

from dataclasses import dataclass
from typing import Any

import httpx

from identity_support.serving import ADMIN, ADMIN_PASSWORD, Running

PASSWORD = "a-long-enough-passphrase-7"
API = "/api/v1"


@dataclass
class Person:
    """Somebody who has signed in."""

    identity: Running
    email: str
    password: str
    token: str
    id: str

    async def get(self, path: str, **query: Any) -> httpx.Response:
        return await self.identity.http.get(API + path, params=query, headers=self.headers())

    async def post(self, path: str, body: Any = None, *, version: int | None = None, **headers: str) -> httpx.Response:
        return await self.identity.http.post(API + path, json=body or {}, headers=self.headers(version) | headers)

    async def patch(self, path: str, body: Any, *, version: int | None = None) -> httpx.Response:
        return await self.identity.http.patch(API + path, json=body, headers=self.headers(version))

    async def delete(self, path: str) -> httpx.Response:
        return await self.identity.http.delete(API + path, headers=self.headers())

    def headers(self, version: int | None = None) -> dict[str, str]:
        match = {"If-Match": f'"{version}"'} if version is not None else {}
        return {"Authorization": f"Bearer {self.token}"} | match


async def sign_in(identity: Running, email: str = ADMIN, password: str = ADMIN_PASSWORD) -> Person:
    """Somebody, signed in."""
    answer = await identity.http.post(f"{API}/auth/login", json={"email": email, "password": password})
    assert answer.status_code == 200, answer.text
    token = answer.json()["access_token"]
    me = await identity.http.get(f"{API}/auth/me", headers={"Authorization": f"Bearer {token}"})
    return Person(identity, email, password, token, me.json()["id"])


async def sign_up(identity: Running, name: str, *roles: str, choose: bool = True) -> Person:
    """A new user, signed in; with a password of their own unless `choose` is false."""
    admin = await sign_in(identity)
    email, first = f"{name}@example.test", f"first-passphrase-of-{name}"
    made = await admin.post("/users", {"email": email, "name": name, "roles": list(roles), "password": first})
    assert made.status_code == 201, made.text
    person = await sign_in(identity, email, first)
    if not choose:
        return person
    await person.post("/auth/password", {"current_password": first, "new_password": PASSWORD})
    return await sign_in(identity, email, PASSWORD)
