"""Fetching from a real server on loopback: conditions, limits, redirects, addresses."""

import asyncio
import gzip
import stat
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from aegis_import.adapters.fetching.addresses import may_connect, networks
from aegis_import.adapters.fetching.checked import CheckedBackend
from aegis_import.adapters.fetching.http import FetchLimits, HttpFetcher
from aegis_import.adapters.fetching.several import SeveralFetcher
from aegis_import.application.ports import FetchFailed, Seen

LOOPBACK = networks(["127.0.0.0/8", "::1/128"])
Answer = Callable[[dict[str, str], asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def server(answer: Answer) -> AsyncIterator[str]:
    """A server that gives every request to `answer`: its path is the header ``:path``."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {":path": lines[0].split()[1]}
        for line in lines[1:]:
            if ":" in line:
                name, value = line.split(":", 1)
                headers[name.lower()] = value.strip()
        try:
            await answer(headers, writer)
            await writer.drain()
        except ConnectionError:
            pass  # the client has had enough
        finally:
            writer.close()

    listening = await asyncio.start_server(handle, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    finally:
        listening.close()


def plain(body: bytes, status: str = "200 OK", **headers: str) -> Answer:
    async def answer(_: dict[str, str], writer: asyncio.StreamWriter) -> None:
        told = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{told}\r\n".encode() + body)

    return answer


def fetcher(resolve: Callable[[str, int], Awaitable[Sequence[str]]] | None = None, **limits: float) -> HttpFetcher:
    backend = CheckedBackend(LOOPBACK, resolve) if resolve else CheckedBackend(LOOPBACK)
    return HttpFetcher(backend, FetchLimits(**limits))  # type: ignore[arg-type]  # limits by name


async def test_content_is_written_for_this_user_alone_with_what_the_server_says_of_it(tmp_path: Path) -> None:
    into = tmp_path / "x"
    async with server(plain(b"hello", ETag='"1"', Last_Modified="then", Content_Type="application/json")) as url:
        found = await fetcher().fetch(f"{url}/a", into, None)
    assert into.read_bytes() == b"hello"
    assert stat.S_IMODE(into.stat().st_mode) == 0o600
    assert (found.unchanged, found.status, found.seen[0].etag, found.seen[0].last_modified, found.content_type) == (
        False, 200, '"1"', "then", "application/json",
    )  # fmt: skip


async def test_what_was_seen_is_asked_for_by_condition_and_304_is_a_success(tmp_path: Path) -> None:
    asked: list[dict[str, str]] = []

    async def answer(headers: dict[str, str], writer: asyncio.StreamWriter) -> None:
        asked.append(headers)
        writer.write(b"HTTP/1.1 304 Not Modified\r\n\r\n")

    async with server(answer) as url:
        found = await fetcher().fetch(url, tmp_path / "x", Seen(url=url, etag='"1"', last_modified="then"))
        assert found.unchanged
        assert (asked[0]["if-none-match"], asked[0]["if-modified-since"]) == ('"1"', "then")
        with pytest.raises(FetchFailed, match="HTTP status 304"):
            await fetcher().fetch(url, tmp_path / "x", None)


async def test_packed_content_is_unpacked(tmp_path: Path) -> None:
    body = gzip.compress(b"hello " * 100_000)
    async with server(plain(body, Content_Encoding="gzip")) as url:
        await fetcher().fetch(url, tmp_path / "x", None)
    assert (tmp_path / "x").read_bytes() == b"hello " * 100_000


@pytest.mark.parametrize(
    "body, encoding, says",
    [
        (gzip.compress(b"\x00" * 2_000_000), "gzip", "larger than the limit of 1,000,000 bytes"),
        (b"x" * 1_000_001, "identity", "larger than the limit"),
        (gzip.compress(b"hello" * 1_000)[:-20], "gzip", "cut short"),
        (gzip.compress(b"hello") + b"more", "gzip", "goes on after its end"),
        (b"not gzip", "gzip", "cannot be unpacked"),
        (b"x", "br", "encoded as 'br'"),
    ],
    ids=["bomb", "large", "cut", "longer", "not packed", "unasked"],
)
async def test_content_has_a_limit_and_must_be_whole(tmp_path: Path, body: bytes, encoding: str, says: str) -> None:
    async with server(plain(body, Content_Encoding=encoding)) as url:
        with pytest.raises(FetchFailed, match=says):
            await fetcher(bytes=1_000_000).fetch(url, tmp_path / "x", None)


async def test_a_connection_that_ends_early_fails(tmp_path: Path) -> None:
    async def answer(_: dict[str, str], writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")

    async with server(answer) as url:
        with pytest.raises(FetchFailed, match="cannot be read from"):
            await fetcher().fetch(url, tmp_path / "x", None)


@pytest.mark.parametrize("status", ["404 Not Found", "500 Oops", "204 No Content", "403 Forbidden"])
async def test_other_answers_fail_saying_status_and_type(tmp_path: Path, status: str) -> None:
    body = b"" if status.startswith("204") else b"no"
    async with server(plain(body, status, Content_Type="text/html")) as url:
        with pytest.raises(FetchFailed, match=rf"answered HTTP status {status[:3]} \(content type text/html\)"):
            await fetcher().fetch(f"{url}/?token=secret", tmp_path / "x", None)


async def test_redirects_are_followed_a_few_times(tmp_path: Path) -> None:
    async def answer(headers: dict[str, str], writer: asyncio.StreamWriter) -> None:
        number = int(headers[":path"].strip("/"))
        if number == 0:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        else:
            writer.write(f"HTTP/1.1 302 Found\r\nLocation: /{number - 1}\r\nContent-Length: 0\r\n\r\n".encode())

    async with server(answer) as url:
        await fetcher().fetch(f"{url}/5", tmp_path / "x", None)
        assert (tmp_path / "x").read_bytes() == b"ok"
        with pytest.raises(FetchFailed, match="More than 5 redirects"):
            await fetcher().fetch(f"{url}/6", tmp_path / "x", None)


@pytest.mark.parametrize(
    "target, says",
    [
        ("file:///etc/passwd", "Only http and https"),
        ("ftp://example.org/x", "Only http and https"),
        ("http://user:pw@127.0.0.1/", "no user name or password"),
        ("http://169.254.169.254/latest/meta-data", "not public"),
        ("http://10.0.0.1/", "not public"),
        ("http://[::ffff:10.0.0.1]/", "not public"),
    ],
)
async def test_every_redirect_is_checked_like_the_first_address(tmp_path: Path, target: str, says: str) -> None:
    async with server(plain(b"", "302 Found", Location=target)) as url:
        with pytest.raises(FetchFailed, match=says):
            await fetcher().fetch(url, tmp_path / "x", None)


async def test_private_addresses_are_refused_unless_allowed(tmp_path: Path) -> None:
    async with server(plain(b"hello")) as url:
        with pytest.raises(FetchFailed, match=r"127\.0\.0\.1 is not public.*AEGIS_IMPORT_ALLOWED_NETWORKS"):
            await HttpFetcher(CheckedBackend(()), FetchLimits()).fetch(url, tmp_path / "x", None)


async def test_a_name_with_one_private_address_is_refused_and_the_checked_address_is_connected_to(
    tmp_path: Path,
) -> None:
    answers = [["127.0.0.1"], ["10.0.0.1"]]

    async def rebinding(host: str, port: int) -> Sequence[str]:
        return answers.pop(0)

    async with server(plain(b"hello", Host="x")) as url:
        port = url.rsplit(":", 1)[1]
        await fetcher(rebinding).fetch(f"http://content.example:{port}/", tmp_path / "x", None)
        assert len(answers) == 1, "a name is resolved once a connection"
        with pytest.raises(FetchFailed, match=r"10\.0\.0\.1"):
            await fetcher(rebinding).fetch(f"http://content.example:{port}/", tmp_path / "x", None)


async def test_several_addresses_are_tried_in_turn(tmp_path: Path) -> None:
    async def two(host: str, port: int) -> Sequence[str]:
        return ["127.0.0.2", "127.0.0.1"]

    async with server(plain(b"hello")) as url:
        await fetcher(two).fetch(f"http://content.example:{url.rsplit(':', 1)[1]}/", tmp_path / "x", None)
    assert (tmp_path / "x").read_bytes() == b"hello"


async def test_silence_and_slowness_end(tmp_path: Path) -> None:
    async def silent(_: dict[str, str], writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(1)

    async def slow(_: dict[str, str], writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(40):
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.02)

    async with server(silent) as url:
        with pytest.raises(FetchFailed, match="did not answer in time"):
            await fetcher(silent_seconds=0.05).fetch(url, tmp_path / "x", None)
    async with server(slow) as url:
        with pytest.raises(FetchFailed, match=r"did not deliver within 0\.2 s"):
            await fetcher(seconds=0.2).fetch(url, tmp_path / "x", None)


async def test_an_unknown_host_and_a_closed_port_fail(tmp_path: Path) -> None:
    with pytest.raises(FetchFailed, match="cannot be read from"):
        await fetcher().fetch("http://127.0.0.1:1/", tmp_path / "x", None)

    async def nowhere(host: str, port: int) -> Sequence[str]:
        raise OSError("no such host")

    with pytest.raises(FetchFailed, match="cannot be resolved"):
        await fetcher(nowhere).fetch("http://content.example/", tmp_path / "x", None)


@pytest.mark.parametrize(
    "address, public",
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::808:808", True),
        ("2002:7f00:1::", False),
    ],
)
def test_only_public_addresses_are_connected_to(address: str, public: bool) -> None:
    assert may_connect(address, ()) is public


def test_a_network_can_be_allowed() -> None:
    assert may_connect("10.1.2.3", networks(["10.0.0.0/8"]))
    assert not may_connect("192.168.1.1", networks(["10.0.0.0/8"]))


async def test_several_urls_become_one_archive_and_unchanged_only_together(tmp_path: Path) -> None:
    contents = {"/api/matrix.json": b"{}", "/api/version.json": b"[1]"}
    asked: list[str] = []

    async def answer(headers: dict[str, str], writer: asyncio.StreamWriter) -> None:
        path = headers[":path"]
        asked.append(path)
        etag = f'"{contents[path].hex()}"'
        if headers.get("if-none-match") == etag:
            writer.write(b"HTTP/1.1 304 Not Modified\r\n\r\n")
            return
        await plain(contents[path], ETag=etag)(headers, writer)

    into = tmp_path / "x"
    async with server(answer) as url:
        urls = [f"{url}/api/matrix.json", f"{url}/api/version.json"]
        several = SeveralFetcher(fetcher())
        found = await several.fetch(urls, into, {})
        assert [seen.url for seen in found.seen] == urls
        with zipfile.ZipFile(into) as archive:
            assert {name: archive.read(name) for name in archive.namelist()} == {
                "api/matrix.json": b"{}",
                "api/version.json": b"[1]",
            }
        known = {seen.url: seen for seen in found.seen}
        into.unlink()
        again = await several.fetch(urls, into, known)
        assert (again.unchanged, into.exists()) == (True, False)
        contents["/api/version.json"] = b"[2]"
        asked.clear()
        changed = await several.fetch(urls, into, known)
        assert not changed.unchanged
        assert asked == ["/api/matrix.json", "/api/version.json", "/api/matrix.json"], "all of it is in the archive"
        with zipfile.ZipFile(into) as archive:
            assert archive.read("api/version.json") == b"[2]"
    assert [path.name for path in tmp_path.iterdir()] == ["x"]
