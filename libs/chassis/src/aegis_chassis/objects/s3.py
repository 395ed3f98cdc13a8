"""Objects in S3, or in anything that speaks its protocol."""

import asyncio
import hashlib
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import aioboto3
import structlog
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from aegis_chassis.objects.keys import check_key, check_prefix
from aegis_chassis.objects.store import Found, Kept, ObjectMissing, ObjectTooLarge, Opened, OutOfRange
from aegis_kernel.errors import Away

log = structlog.get_logger(__name__)

PART = 8 * 1024 * 1024
"""Bytes of a part of a large object: as much as one upload holds in memory."""
CHUNK = 256 * 1024
LEFT_BEHIND_AFTER = timedelta(days=1)
"""No upload takes that long: older parts are those of a process that was killed."""
_MISSING = {"NoSuchKey", "404", "NotFound"}
_PASSING = {"SlowDown", "ServiceUnavailable", "InternalError", "RequestTimeout", "500", "502", "503", "504"}


@lru_cache
def _session() -> Any:
    """One a process: it reads the description of the service, which takes half a second."""
    return aioboto3.Session()


class S3ObjectStore:
    """`ObjectStore` in `bucket`, below `prefix`. Signs in with `access_key` and `secret_key`, else as the AWS SDK does.

    Every byte is checked by the store against the SHA-256 sent with it. Connects when it is first used.
    """

    def __init__(
        self,
        bucket: str,
        *,
        prefix: str = "",
        endpoint: str | None = None,
        region: str = "us-east-1",
        access_key: str | None = None,
        secret_key: str | None = None,
        part: int = PART,
    ) -> None:
        self._bucket = bucket
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self._part = part
        self._login = {"aws_access_key_id": access_key, "aws_secret_access_key": secret_key, "region_name": region}
        self._endpoint = endpoint
        self._config = Config(
            signature_version="s3v4",
            s3={"addressing_style": "path" if endpoint else "auto"},
            connect_timeout=5,
            read_timeout=30,
            retries={"total_max_attempts": 2, "mode": "standard"},
            max_pool_connections=20,
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        self._opening = asyncio.Lock()
        self._stack = AsyncExitStack()
        self._client: Any = None
        self._swept = False

    async def put(self, key: str, chunks: AsyncIterator[bytes], *, limit: int) -> Kept:
        name = self._name(key)
        client = await self._opened()
        counted = _Counted(limit)
        parts = _parts(counted.take(chunks), self._part)
        first = await anext(parts, b"")
        second = await anext(parts, None)
        with _told():
            if second is None:
                await client.put_object(Bucket=self._bucket, Key=name, Body=first, ChecksumSHA256=_checksum(first))
            else:
                await self._put_parts(client, name, first, second, parts)
        return Kept(key, counted.size, counted.digest.hexdigest())

    @asynccontextmanager
    async def get(self, key: str, *, start: int = 0, length: int | None = None) -> AsyncIterator[Opened]:
        name = self._name(key)
        client = await self._opened()
        if length == 0:
            found = await self.find(key)
            if found is None:
                raise ObjectMissing(key)
            yield Opened(found.size, _nothing())
            return
        whole = start == 0 and length is None
        asked = {} if whole else {"Range": f"bytes={start}-{'' if length is None else start + length - 1}"}
        try:
            with _told(key):
                answer = await client.get_object(Bucket=self._bucket, Key=name, **asked)
        except _RangeRefused:
            found = await self.find(key)
            size = found.size if found else 0
            if start:
                raise OutOfRange(size) from None
            yield Opened(size, _nothing())
            return
        size = answer["ContentLength"] if whole else int(answer["ContentRange"].rpartition("/")[2])
        async with answer["Body"] as body:
            yield Opened(size, _read(body))

    async def find(self, key: str) -> Found | None:
        name = self._name(key)
        client = await self._opened()
        try:
            with _told(key):
                head = await client.head_object(Bucket=self._bucket, Key=name)
        except ObjectMissing:
            return None
        return Found(key, head["ContentLength"], head["LastModified"])

    async def delete(self, key: str) -> None:
        name = self._name(key)
        client = await self._opened()
        with _told():
            await client.delete_object(Bucket=self._bucket, Key=name)

    async def list(self, prefix: str = "") -> AsyncIterator[Found]:
        check_prefix(prefix)
        client = await self._opened()
        asked: dict[str, str] = {}
        while True:
            with _told():
                page = await client.list_objects_v2(Bucket=self._bucket, Prefix=self._prefix + prefix, **asked)
            for entry in page.get("Contents", []):
                yield Found(entry["Key"].removeprefix(self._prefix), entry["Size"], entry["LastModified"])
            if not page.get("IsTruncated"):
                return
            asked = {"ContinuationToken": page["NextContinuationToken"]}

    async def presign_get(self, key: str, *, seconds: int, filename: str) -> str | None:
        name = self._name(key)
        client = await self._opened()
        disposition = f"attachment; filename*=UTF-8''{quote(filename, safe='')}"
        parameters = {
            "Bucket": self._bucket,
            "Key": name,
            "ResponseContentDisposition": disposition,
            "ResponseContentType": "application/octet-stream",
        }
        url: str = await client.generate_presigned_url("get_object", Params=parameters, ExpiresIn=seconds)
        return url

    async def ping(self) -> None:
        client = await self._opened()
        try:
            with _told():
                await client.head_bucket(Bucket=self._bucket)
        except ClientError as error:
            raise Away("object_store_away", f"The bucket {self._bucket} cannot be used: {error}.") from error

    async def close(self) -> None:
        self._client = None
        await self._stack.aclose()

    def _name(self, key: str) -> str:
        return self._prefix + check_key(key)

    async def _opened(self) -> Any:
        async with self._opening:
            if self._client is None:
                opening = _session().client("s3", endpoint_url=self._endpoint, config=self._config, **self._login)
                self._client = await self._stack.enter_async_context(opening)
        return self._client

    async def _sweep(self, client: Any) -> None:
        """Once a process: drops the parts that others left when they were killed. A store that does not let us look
        keeps them; its own rules of life cycle drop them then."""
        if self._swept:
            return
        self._swept = True
        before = datetime.now(UTC) - LEFT_BEHIND_AFTER
        try:
            page = await client.list_multipart_uploads(Bucket=self._bucket, Prefix=self._prefix)
        except ClientError as error:
            log.warning("objects.parts_unknown", trouble=str(error))
            return
        for upload in page.get("Uploads", []):
            if upload["Initiated"] < before:
                target = {"Bucket": self._bucket, "Key": upload["Key"], "UploadId": upload["UploadId"]}
                await _abort(client, target)

    async def _put_parts(
        self, client: Any, name: str, first: bytes, second: bytes, others: AsyncIterator[bytes]
    ) -> None:
        await self._sweep(client)
        target = {"Bucket": self._bucket, "Key": name}
        begun = await client.create_multipart_upload(**target, ChecksumAlgorithm="SHA256")
        target["UploadId"] = begun["UploadId"]
        sent: list[dict[str, Any]] = []

        async def send(part: bytes) -> None:
            number, checksum = len(sent) + 1, _checksum(part)
            answer = await client.upload_part(**target, PartNumber=number, Body=part, ChecksumSHA256=checksum)
            sent.append({"PartNumber": number, "ETag": answer["ETag"], "ChecksumSHA256": checksum})

        try:
            await send(first)
            await send(second)
            async for part in others:
                await send(part)
            await client.complete_multipart_upload(**target, MultipartUpload={"Parts": sent})
        except BaseException:
            # Parts that stay cost money unseen; a cancelled task still ends this.
            await asyncio.shield(_abort(client, target))
            raise


class _RangeRefused(Exception):
    pass


class _Counted:
    """Counts and hashes what goes by, up to a limit."""

    def __init__(self, limit: int) -> None:
        self.size = 0
        self.digest = hashlib.sha256()
        self._limit = limit

    async def take(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        async for chunk in chunks:
            self.size += len(chunk)
            if self.size > self._limit:
                raise ObjectTooLarge(self._limit)
            self.digest.update(chunk)
            yield chunk


async def _parts(chunks: AsyncIterator[bytes], size: int) -> AsyncIterator[bytes]:
    """`chunks` joined to parts of `size` bytes, the last one smaller."""
    part = bytearray()
    async for chunk in chunks:
        part += chunk
        while len(part) >= size:
            yield bytes(part[:size])
            del part[:size]
    if part:
        yield bytes(part)


async def _read(body: Any) -> AsyncIterator[bytes]:
    with _told():
        async for chunk in body.content.iter_chunked(CHUNK):
            yield chunk


async def _nothing() -> AsyncIterator[bytes]:
    return
    yield b""


async def _abort(client: Any, target: dict[str, str]) -> None:
    try:
        await client.abort_multipart_upload(**target)
    except (BotoCoreError, ClientError, OSError) as error:
        log.warning("objects.parts_left", key=target["Key"], trouble=f"{type(error).__name__}: {error}")


def _checksum(data: bytes) -> str:
    return b64encode(hashlib.sha256(data).digest()).decode()


@contextmanager
def _told(key: str = "") -> Iterator[None]:
    """Turns the client's errors into the port's."""
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
        if key and code in _MISSING:
            raise ObjectMissing(key) from error
        if code == "InvalidRange" or status == 416:
            raise _RangeRefused from error
        if code in _PASSING or status >= 500:
            raise Away("object_store_away", f"The object store cannot be used: {code}.") from error
        raise
    except (TimeoutError, BotoCoreError, OSError) as error:
        raise Away("object_store_away", f"The object store cannot be reached: {type(error).__name__}.") from error
