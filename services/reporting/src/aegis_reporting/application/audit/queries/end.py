"""Where the trail ends."""

from aegis_kernel.rights import Action, Caller, require
from aegis_reporting.application.audit.ports import TrailReader
from aegis_reporting.application.audit.views import TrailEndView, head_view, signature_view
from aegis_reporting.domain.trail import stamp


class ReadTrailEnd:
    """Answers with the head and the latest signature, to be kept elsewhere. Raises `Forbidden`."""

    def __init__(self, reader: TrailReader) -> None:
        self._reader = reader

    async def __call__(self, caller: Caller) -> TrailEndView:
        require(caller, Action.AUDIT_READ)
        head, signed = await self._reader.end()
        return TrailEndView(
            head=head_view(head), signed=signature_view(signed, stamp(signed.signed_at)) if signed else None
        )
