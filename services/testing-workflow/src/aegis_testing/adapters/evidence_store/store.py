"""Evidence bytes in the object store, under their SHA-256."""

from collections.abc import AsyncIterator

from aegis_chassis.objects import ObjectMissing, ObjectStore, content_key
from aegis_kernel.errors import Away, NotFound
from aegis_testing.application.ports import KeptBytes, ReceivedFile

PREFIX = "evidence"


class ObjectEvidenceStore:
    """The port `EvidenceStore`."""

    def __init__(self, objects: ObjectStore) -> None:
        self._objects = objects

    async def keep(self, file: ReceivedFile) -> None:
        content = file.content
        kept = await self._objects.put(content_key(PREFIX, content.sha256), file.chunks(), limit=content.size)
        if (kept.sha256, kept.size) != (content.sha256, content.size):
            # Under a name that is a promise lie other bytes: the file changed under our hands, or the disk fails.
            await self._objects.delete(kept.key)
            raise Away("upload_not_kept", "The upload was not kept as it came; send it again.")

    async def size(self, sha256: str) -> int | None:
        found = await self._objects.find(content_key(PREFIX, sha256))
        return None if found is None else found.size

    async def read(self, sha256: str) -> AsyncIterator[bytes]:
        try:
            async with self._objects.get(content_key(PREFIX, sha256)) as opened:
                async for chunk in opened.chunks:
                    yield chunk
        except ObjectMissing as error:
            raise NotFound("bytes_missing", "The bytes of this evidence are not in the store.") from error

    async def address(self, sha256: str, *, seconds: int, filename: str) -> str | None:
        return await self._objects.presign_get(content_key(PREFIX, sha256), seconds=seconds, filename=filename)

    async def all(self) -> AsyncIterator[KeptBytes]:
        async for found in self._objects.list(f"{PREFIX}/"):
            yield KeptBytes(found.key.rsplit("/", 1)[-1], found.modified_at)

    async def forget(self, sha256: str) -> None:
        await self._objects.delete(content_key(PREFIX, sha256))
