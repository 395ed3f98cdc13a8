"""The outline of a release of ATT&CK, made of what was read of it."""

from collections.abc import Collection

import msgspec

from aegis_contracts.ids import claim_id, content_id
from aegis_contracts.import_content import Claim
from aegis_contracts.imported.attack import TacticItem, TechniqueItem
from aegis_contracts.imported.outline import outlined
from aegis_import.adapters.archives.limits import ArchiveLimits
from aegis_import.application.claims import ParsedClaim
from aegis_import.application.reads import ReadJob
from aegis_import.application.report import Report

UPSTREAM = "mitre-attack"

_encode = msgspec.json.Encoder().encode


def outline_of(parsed: Collection[ParsedClaim], job: ReadJob, report: Report, limits: ArchiveLimits) -> bytes | None:
    """The claim that carries the outline. None for other upstreams, where the release is not known, and, reported, for
    one that would be too large."""
    if job.upstream != UPSTREAM or report.release is None:
        return None
    domain = next((one.domain for one in parsed if one.domain is not None), None)
    tactics = {
        content_id(UPSTREAM, "tactic", one.key): one.item.attack_id
        for one in parsed
        if isinstance(one.item, TacticItem)
    }
    techniques = [
        (content_id(UPSTREAM, "technique", one.key), one.item) for one in parsed if isinstance(one.item, TechniqueItem)
    ]
    id_ = claim_id(job.source_name, "release_outline", str(job.run_id))
    claim = Claim(
        claim_id=id_,
        content_id=id_,
        source_id=job.source_id,
        source_name=job.source_name,
        run_id=job.run_id,
        upstream=UPSTREAM,
        key=str(job.run_id),
        domain=domain,
        priority=job.priority,
        release=report.release,
        item=outlined(techniques, tactics),
    )
    state = _encode(claim)
    if len(state) > limits.entry_bytes:
        report.warning("outline_too_large", f"The outline of the release takes {len(state):,} bytes: no preview of it.")
        return None
    return state
