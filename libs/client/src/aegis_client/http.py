"""The HTTP client: one connection to one server, as one caller."""

from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any, Self

import httpx
import msgspec

from aegis_client.problem import Problem, Unreachable, problem_of

API = "/api/v1"


class Answer:
    """A good answer: its JSON, and the headers that matter to what comes next."""

    def __init__(self, response: httpx.Response) -> None:
        self.status = response.status_code
        self.content = response.content
        self.headers: Mapping[str, str] = response.headers

    @property
    def json(self) -> Any:
        return msgspec.json.decode(self.content)

    @property
    def etag(self) -> str | None:
        return self.headers.get("ETag")

    @property
    def event(self) -> str | None:
        """The token to send as `Aegis-After`, so that a read knows of this write."""
        return self.headers.get("Aegis-Event")

    @property
    def location(self) -> str | None:
        return self.headers.get("Location")


class AegisClient:
    """Talks to ``/api/v1``. Raises `Problem` for what the server refuses, `Unreachable` where nothing answers."""

    def __init__(
        self,
        url: str,
        token: str | None = None,
        *,
        timeout_seconds: float = 60.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.url = url
        self._http = httpx.Client(base_url=url, headers=headers, timeout=timeout_seconds, transport=transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def sign_in(self, email: str, password: str, code: str | None = None) -> str:
        """Signs in and goes on as that person; `code` is for a second factor. The access token."""
        body = {"email": email, "password": password} | ({"code": code} if code else {})
        token: str = self.post("/auth/login", body).json["access_token"]
        self._http.headers["Authorization"] = f"Bearer {token}"
        return token

    def get(self, path: str, *, after: str | None = None, **query: Any) -> Answer:
        """Reads. `after` is the `Aegis-Event` of a write that the read has to know of."""
        headers = {"Aegis-After": after} if after else {}
        return self._send("GET", path, headers=headers, params=_query(query))

    def post(
        self,
        path: str,
        body: Any = None,
        *,
        version: str | None = None,
        idempotency_key: str | None = None,
        **query: Any,
    ) -> Answer:
        """Creates, or takes an action. `version` is the ETag that an action was decided on."""
        headers = _write_headers(version, idempotency_key)
        return self._send("POST", path, headers=headers, params=_query(query), json=body if body is not None else {})

    def patch(self, path: str, body: Any, *, version: str | None = None) -> Answer:
        """Changes fields, as a JSON merge patch."""
        return self._send("PATCH", path, headers=_write_headers(version, None), json=body)

    def put(self, path: str, body: Any, *, version: str | None = None) -> Answer:
        """Replaces."""
        return self._send("PUT", path, headers=_write_headers(version, None), json=body)

    def delete(self, path: str, *, version: str | None = None) -> Answer:
        """Removes."""
        return self._send("DELETE", path, headers=_write_headers(version, None))

    def upload(
        self,
        path: str,
        file: Any,
        *,
        name: str,
        fields: Mapping[str, str] | None = None,
        version: str | None = None,
        idempotency_key: str | None = None,
        **query: Any,
    ) -> Answer:
        """Sends a file as streamed multipart. `file` is open for reading bytes, or bytes."""
        return self._send(
            "POST",
            path,
            files={"file": (name, file)},
            data=dict(fields or {}),
            params=_query(query),
            headers=_write_headers(version, idempotency_key),
            timeout=600.0,
        )

    def send_table(self, path: str, content: bytes, *, media_type: str = "text/csv", **query: Any) -> Answer:
        """Posts a table as it is."""
        headers = {"Content-Type": media_type}
        return self._send("POST", path, content=content, headers=headers, params=_query(query), timeout=600.0)

    def pages(self, path: str, *, limit: int = 500, **query: Any) -> Iterator[Any]:
        """Every item of a list, page by page."""
        cursor: str | None = None
        while True:
            page = self.get(path, limit=limit, cursor=cursor, **query).json
            yield from page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def ready(self) -> bool:
        """Whether the server says that it is ready. Only a standalone and a service itself can say so."""
        try:
            return self._http.get("/health/ready").status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def _send(self, method: str, path: str, **how: Any) -> Answer:
        try:
            response = self._http.request(method, path if path.startswith("/.") else API + path, **how)
        except httpx.TransportError as error:
            raise Unreachable(f"{self.url} does not answer: {error}") from error
        if response.is_error:
            raise problem_of(response)
        return Answer(response)


def _query(query: Mapping[str, Any]) -> dict[str, Any]:
    return {name.rstrip("_"): value for name, value in query.items() if value is not None}


def _write_headers(version: str | None, idempotency_key: str | None) -> dict[str, str]:
    headers: dict[str, str] = {}
    if version is not None:
        headers["If-Match"] = version
    if idempotency_key is not None:
        headers["Idempotency-Key"] = idempotency_key
    return headers


__all__ = ["API", "AegisClient", "Answer", "Problem", "Unreachable"]
