"""Claims as records for the outbox. Their states come encoded from the reading process, and go as they are."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from aegis_chassis.messaging.bus import Outgoing
from aegis_chassis.messaging.envelope import encode
from aegis_contracts.ids import claim_id
from aegis_contracts.import_content import IMPORT_CONTENT, Claim, RunEnd
from aegis_import.application.claims import EVENT_TYPES
from aegis_import.application.reads import ReadEntry
from aegis_import.domain.run import ImportRun
from aegis_import.domain.source import DataSource
from aegis_kernel.facts import Fact
from aegis_kernel.ids import event_id

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Claim).decode


def claims_records(
    run: ImportRun,
    source: DataSource,
    release: str | None,
    differing: Sequence[ReadEntry],
    versions: Mapping[UUID, int],
    gone: Sequence[Any],
    now: datetime,
) -> tuple[list[Outgoing], dict[UUID, bytes]]:
    """The records of a run in their order, and the states of what is withdrawn by claim id.

    `versions` are those that the claims get; `gone` are rows with ``claim_id, version, state``, as they were.
    """
    records = [
        _record(entry.claim_id, versions[entry.claim_id], EVENT_TYPES[entry.kind], entry.state, run, now)
        for entry in differing
    ]
    withdrawn: dict[UUID, bytes] = {}
    for row in gone:
        state = _encode(msgspec.structs.replace(_decode(row["state"]), run_id=run.id, withdrawn_at=now))
        withdrawn[row["claim_id"]] = state
        records.append(_record(row["claim_id"], row["version"] + 1, "ContentWithdrawn", state, run, now))
    end = Claim(
        claim_id=run.id,
        content_id=run.id,
        source_id=source.id,
        run_id=run.id,
        upstream=source.upstream,
        key=str(run.id),
        source_name=source.name,
        domain=source.domain,
        priority=source.settings.priority,
        release=release,
        item=RunEnd(source_name=source.name, published=len(differing), withdrawn=len(withdrawn), release=release),
    )
    records.append(_record(run.id, 1, "ImportPublished", _encode(end), run, now))
    return records, withdrawn


def outline_record(run: ImportRun, source: DataSource, state: bytes, now: datetime) -> Outgoing:
    """The outline of a release that the run read and does not apply: one a run, and nothing is kept of it."""
    id_ = claim_id(source.name, "release_outline", str(run.id))
    return _record(id_, 1, "ReleaseOutlined", state, run, now)


def _record(id_: UUID, version: int, type_: str, state: bytes, run: ImportRun, now: datetime) -> Outgoing:
    key = str(id_)
    fact: Fact[None] = Fact(
        topic=IMPORT_CONTENT.name,
        key=key,
        version=version,
        type=IMPORT_CONTENT.types[type_],
        id=event_id(IMPORT_CONTENT.name, key, version),
        time=now,
        state=None,
        actor_id=str(run.requested_by) if run.requested_by else None,
        correlation_id=str(run.id),
    )
    return encode(fact, source="import", value=b'{"state":' + state + b"}")
