"""Objects in S3: the suite against a real server, and what that server refuses."""

import base64
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import httpx
import pytest
import pytest_asyncio
from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from aegis_chassis.objects import ObjectStore, open_object_store
from aegis_chassis.objects.s3 import S3ObjectStore
from aegis_kernel.errors import Away
from aegis_testkit.objects import chunks_of
from aegis_testkit.s3 import S3Server
from aegis_testkit.suites.objects import PART, ObjectStoreSuite

pytestmark = pytest.mark.s3


StoreOn = Callable[..., S3ObjectStore]


@pytest_asyncio.fixture(loop_scope="session")
async def store_on() -> AsyncIterator[StoreOn]:
    """Makes stores that are closed after the test."""
    async with AsyncExitStack() as stack:

        def make(server: S3Server, bucket: str, **other: str) -> S3ObjectStore:
            keys = {"access_key": server.access_key, "secret_key": server.secret_key} | other
            store = S3ObjectStore(
                bucket,
                prefix="aegis",
                endpoint=server.endpoint,
                region=server.region,
                access_key=keys["access_key"],
                secret_key=keys["secret_key"],
                part=PART,
            )
            stack.push_async_callback(store.close)
            return store

        yield make


@pytest.fixture
def s3_store(store_on: StoreOn, s3_server: S3Server, s3_bucket: str) -> S3ObjectStore:
    return store_on(s3_server, s3_bucket)


class TestS3(ObjectStoreSuite):
    @pytest_asyncio.fixture(loop_scope="session")
    async def store(self, s3_server: S3Server, s3_bucket: str, s3_store: S3ObjectStore) -> AsyncIterator[ObjectStore]:  # type: ignore[override]  # needs a server
        yield s3_store
        async with s3_server.client() as client:
            assert "Uploads" not in await client.list_multipart_uploads(Bucket=s3_bucket), "parts were left"

    @pytest_asyncio.fixture(loop_scope="session")
    async def unreachable_store(self, store_on: StoreOn) -> AsyncIterator[ObjectStore]:  # type: ignore[override]  # as above
        yield store_on(S3Server("http://127.0.0.1:1"), "nowhere")


async def test_it_keeps_to_its_prefix(s3_server: S3Server, s3_bucket: str, s3_store: S3ObjectStore) -> None:
    await s3_store.put("a", chunks_of([b"x"]), limit=1)
    async with s3_server.client() as client:
        await client.put_object(Bucket=s3_bucket, Key="foreign", Body=b"x")
        page = await client.list_objects_v2(Bucket=s3_bucket)
    assert [entry["Key"] for entry in page["Contents"]] == ["aegis/a", "foreign"]
    assert [found.key async for found in s3_store.list()] == ["a"]


async def test_parts_that_a_killed_process_left_are_dropped(
    s3_server: S3Server, s3_bucket: str, s3_store: S3ObjectStore, store_on: StoreOn, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with s3_server.client() as client:
        for key in ("aegis/left", "foreign"):
            await client.create_multipart_upload(Bucket=s3_bucket, Key=key)

        async def left() -> list[str]:
            page = await client.list_multipart_uploads(Bucket=s3_bucket)
            return sorted(upload["Key"] for upload in page.get("Uploads", []))

        large = [b"x" * (PART + 1)]
        await s3_store.put("a", chunks_of(large), limit=PART + 1)
        assert await left() == ["aegis/left", "foreign"]  # it may be under way
        monkeypatch.setattr("aegis_chassis.objects.s3.LEFT_BEHIND_AFTER", timedelta(seconds=-60))
        await store_on(s3_server, s3_bucket).put("b", chunks_of(large), limit=PART + 1)
        assert await left() == ["foreign"]


async def test_a_store_is_opened_by_its_url(s3_server: S3Server, s3_bucket: str) -> None:
    store = open_object_store(
        s3_server.url(s3_bucket), access_key=s3_server.access_key, secret_key=s3_server.secret_key
    )
    assert (await store.put("a", chunks_of([b"x"]), limit=1)).size == 1
    await store.close()


async def test_a_bucket_that_is_not_there_is_away(s3_server: S3Server, store_on: StoreOn) -> None:
    with pytest.raises(Away, match="not-there"):
        await store_on(s3_server, "not-there").ping()


async def test_wrong_keys_are_an_error_that_does_not_pass_by_itself(
    s3_server: S3Server, s3_bucket: str, store_on: StoreOn
) -> None:
    for wrong in ({"secret_key": "wrong"}, {"access_key": "nobody"}):
        with pytest.raises(ClientError) as raised:
            await store_on(s3_server, s3_bucket, **wrong).put("a", chunks_of([b"x"]), limit=1)
        assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] in {403, 404}


async def test_a_presigned_address_gives_the_object_as_an_attachment_for_its_time(s3_store: S3ObjectStore) -> None:
    await s3_store.put("a", chunks_of([b"<script>"]), limit=8)
    url = await s3_store.presign_get("a", seconds=60, filename='rä"port.html')
    assert url is not None
    async with httpx.AsyncClient() as http:
        answer = await http.get(url)
        assert (answer.status_code, answer.content) == (200, b"<script>")
        assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''r%C3%A4%22port.html"
        assert answer.headers["content-type"] == "application/octet-stream"

        assert (await http.get(_changed(url, "X-Amz-Signature", _flipped))).status_code == 403
        assert (await http.get(_changed(url, "X-Amz-Expires", lambda _: "6000"))).status_code == 403
        assert (await http.get(_changed(url, "response-content-type", lambda _: "text/html"))).status_code == 403
        assert (await http.get(url.replace("/aegis/a?", "/aegis/b?"))).status_code == 403
        assert (await http.get(url.partition("?")[0])).status_code == 403
        assert (await http.put(url, content=b"mine")).status_code == 403
        assert (await http.delete(url)).status_code == 403


async def test_an_expired_address_is_refused(
    s3_server: S3Server, s3_bucket: str, s3_store: S3ObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    await s3_store.put("a", chunks_of([b"x"]), limit=1)
    async with httpx.AsyncClient() as http:
        for age, expected in ((timedelta(seconds=30), 200), (timedelta(minutes=10), 403)):
            monkeypatch.setattr("botocore.auth.get_current_datetime", lambda age=age: datetime.now(UTC) - age)
            request = AWSRequest("GET", f"{s3_server.endpoint}/{s3_bucket}/aegis/a")
            keys = Credentials(s3_server.access_key, s3_server.secret_key)
            S3SigV4QueryAuth(keys, "s3", s3_server.region, expires=60).add_auth(request)
            assert (await http.get(str(request.url))).status_code == expected


async def test_content_that_is_not_what_was_promised_is_refused(s3_server: S3Server, s3_bucket: str) -> None:
    wrong = {
        "ContentMD5": base64.b64encode(hashlib.md5(b"other").digest()).decode(),
        "ChecksumSHA256": base64.b64encode(hashlib.sha256(b"other").digest()).decode(),
    }
    async with s3_server.client() as client:
        for name, value in wrong.items():
            with pytest.raises(ClientError, match=r"BadDigest|Checksum|InvalidDigest"):
                await client.put_object(Bucket=s3_bucket, Key="a", Body=b"content", **{name: value})
        assert "Contents" not in await client.list_objects_v2(Bucket=s3_bucket)


async def test_requests_without_a_signature_are_refused(s3_server: S3Server, s3_bucket: str) -> None:
    async with httpx.AsyncClient() as http:
        assert (await http.put(f"{s3_server.endpoint}/{s3_bucket}/a", content=b"x")).status_code == 403
        assert (await http.get(f"{s3_server.endpoint}/{s3_bucket}")).status_code == 403


def _changed(url: str, name: str, change: Callable[[str], str]) -> str:
    parts = urlsplit(url)
    pairs = [(key, change(value) if key == name else value) for key, value in parse_qsl(parts.query)]
    assert any(key == name for key, _ in pairs)
    return urlunsplit(parts._replace(query=urlencode(pairs)))


def _flipped(signature: str) -> str:
    return ("0" if signature[0] != "0" else "1") + signature[1:]
