"""What of a piece of evidence can be looked at without opening it: pictures, and the beginning of texts."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

from aegis_kernel.errors import Fault, RuleBroken
from aegis_kernel.rights import Caller
from aegis_testing.application.queries.evidence import EvidenceView
from aegis_testing.application.queries.evidence_files import DownloadEvidence

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"})
LARGEST_PICTURE = 20 * 1024 * 1024
TEXT_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Preview:
    """`media_type` is of a picture as it was sniffed, or plain text; `whole` unless only the beginning is here."""

    view: EvidenceView
    hidden: bool
    media_type: str
    whole: bool
    chunks: AsyncIterator[bytes]


class PreviewEvidence:
    """Never of malware. Raises as `DownloadEvidence`, and `RuleBroken` for what has no preview."""

    def __init__(self, download: DownloadEvidence) -> None:
        self._download = download

    async def __call__(self, caller: Caller, evidence_id: UUID) -> Preview:
        found = await self._download(caller, evidence_id)
        view = found.view
        if view.malware:
            raise _none("Malware is not shown.", "malware")
        if view.media_type in PICTURES and view.size <= LARGEST_PICTURE:
            return Preview(view, found.hidden, view.media_type, True, found.chunks)
        if view.media_type == "text/plain":
            whole = view.size <= TEXT_BYTES
            return Preview(view, found.hidden, "text/plain", whole, _text(found.chunks))
        raise _none("Only texts and pictures have a preview; download it.", "no_preview")


async def _text(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The beginning as UTF-8, whatever it was, without characters that a terminal or a browser would obey."""
    head = bytearray()
    async for chunk in chunks:
        head += chunk
        if len(head) >= TEXT_BYTES:
            break
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    text = bytes(head[:TEXT_BYTES]).decode(encoding, errors="replace")
    yield "".join(one for one in text if one in "\t\n\r" or one.isprintable()).encode()


def _none(detail: str, code: str) -> RuleBroken:
    return RuleBroken(code, detail, [Fault("/media_type", detail, code)])
