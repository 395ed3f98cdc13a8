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
    make = _Records(run, now).record
    records = [
        make(entry.claim_id, versions[entry.claim_id], EVENT_TYPES[entry.kind], entry.state) for entry in differing
    ]
    withdrawn: dict[UUID, bytes] = {}
    for row in gone:
        state = _encode(msgspec.structs.replace(_decode(row["state"]), run_id=run.id, withdrawn_at=now))
        withdrawn[row["claim_id"]] = state
        records.append(make(row["claim_id"], row["version"] + 1, "ContentWithdrawn", state))
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
    records.append(make(run.id, 1, "ImportPublished", _encode(end)))
    return records, withdrawn


def outline_record(run: ImportRun, source: DataSource, state: bytes, now: datetime) -> Outgoing:
    """The outline of a release that the run read and does not apply: one a run, and nothing is kept of it."""
    id_ = claim_id(source.name, "release_outline", str(run.id))
    return _Records(run, now).record(id_, 1, "ReleaseOutlined", state)


class _Records:
    """Makes the records of one run: what all of them share in their headers is made once."""

    def __init__(self, run: ImportRun, now: datetime) -> None:
        fact: Fact[None] = Fact(
            topic=IMPORT_CONTENT.name,
            key=str(run.id),
            version=0,
            type="",
            id=run.id,
            time=now,
            state=None,
            actor_id=str(run.requested_by) if run.requested_by else None,
            correlation_id=str(run.id),
        )
        self._shared = encode(fact, source="import", value=b"").headers

    def record(self, id_: UUID, version: int, type_: str, state: bytes) -> Outgoing:
        """The record that brings the claim `id_` to `version`."""
        topic, key = IMPORT_CONTENT.name, str(id_)
        headers = {
            **self._shared,
            "ce_id": str(event_id(topic, key, version)),
            "ce_type": IMPORT_CONTENT.types[type_],
            "ce_subject": key,
            "ce_sequence": str(version),
        }
        return Outgoing(topic=topic, key=key, headers=headers, value=b'{"state":' + state + b"}")
