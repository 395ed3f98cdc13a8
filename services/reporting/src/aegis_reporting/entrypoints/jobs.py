"""What reporting does at its times, or when it is told to."""

import structlog
from dishka import AsyncContainer

from aegis_reporting.application.audit.commands.sign_head import SignHead

SIGN_AUDIT_HEAD = "sign-audit-head"

log = structlog.get_logger(__name__)


async def sign_audit_head(container: AsyncContainer) -> None:
    """Signs the head of the audit trail."""
    async with container() as scope:
        signed = await (await scope.get(SignHead))()
    if signed is None:
        log.info("audit.nothing_to_sign")
    else:
        log.info("audit.head_signed", sequence=signed.head.sequence, key_id=signed.signature.key_id)
