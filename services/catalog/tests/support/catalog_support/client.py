"""A signed-in client of the API."""

from typing import Any

import httpx

from aegis_kernel.rights import Role
from catalog_support.people import id_of
from catalog_support.service import CatalogForTests


class Client:
    """A signed-in caller of the API; `as_` is somebody else's."""

    def __init__(self, http: httpx.AsyncClient, catalog: CatalogForTests, *roles: Role, name: str = "Vera") -> None:
        self.catalog = catalog
        self._http = http
        self._headers = catalog.identity.headers(*roles, id_=id_of(name), name=name)

    def as_(self, *roles: Role, name: str = "Lena") -> "Client":
        return Client(self._http, self.catalog, *roles, name=name)

    def nobody(self) -> "Client":
        """A client that brings no credential."""
        other = Client(self._http, self.catalog)
        other._headers = {}
        return other

    async def __call__(
        self, method: str, path: str, body: object = None, *, etag: str | None = None, **query: object
    ) -> httpx.Response:
        headers = dict(self._headers)
        if etag is not None:
            headers["If-None-Match" if method == "GET" else "If-Match"] = etag
        return await self._http.request(
            method,
            f"/api/v1{path}",
            json=body,
            headers=headers,
            params=query or None,  # type: ignore[arg-type]  # httpx is stricter than needed
        )

    async def send(
        self, method: str, path: str, content: bytes, media_type: str, *, etag: str | None = None, **query: object
    ) -> httpx.Response:
        """Sends bytes as they are."""
        headers = self._headers | {"Content-Type": media_type} | ({"If-Match": etag} if etag else {})
        params: Any = query or None
        return await self._http.request(method, f"/api/v1{path}", content=content, headers=headers, params=params)

    async def get(self, path: str, **query: object) -> httpx.Response:
        return await self("GET", path, **query)

    async def items(self, path: str, **query: object) -> list[dict[str, object]]:
        """The items of a list's first page."""
        answer = await self("GET", path, **query)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, object]] = answer.json()["items"]
        return found
