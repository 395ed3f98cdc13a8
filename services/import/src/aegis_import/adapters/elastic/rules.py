"""An Elastic detection rule as an entry."""

from collections.abc import Iterator
from typing import Any

from aegis_contracts.imported.rules import RuleItem, RuleLogSource
from aegis_import.adapters.text.fields import BadEntry, Fields
from aegis_import.adapters.text.technique_ids import technique_ids

FRAMEWORK = "MITRE ATT&CK"
LICENCE = "Elastic License v2"
_JOB = "machine_learning_job_id"


def rule(fields: Fields, metadata: Fields, path: str, *, withdrawn: bool, building_block: bool) -> RuleItem:
    """The rule of the tables ``[rule]`` and ``[metadata]``. Raises `BadEntry`."""
    name = fields.required("name")
    return RuleItem(
        name=name,
        description=fields.text("description"),
        building_block=building_block,
        severity=fields.filled("severity"),
        status=metadata.filled("maturity"),
        type=fields.filled("type"),
        language=fields.filled("language"),
        body=_body(fields),
        log_source=RuleLogSource(indices=fields.texts("index"), integrations=metadata.texts("integration")),
        technique_ids_named=_techniques(fields),
        risk_score=fields.number("risk_score"),
        false_positives=fields.texts("false_positives"),
        note=fields.filled("note"),
        references=fields.texts("references"),
        authors=fields.texts("author"),
        license=fields.filled("license") or LICENCE,
        upstream_path=path,
        withdrawn=withdrawn,
    )


def _body(fields: Fields) -> str:
    """The query; of a machine learning rule, which has none, its jobs."""
    if "query" in fields or _JOB not in fields:
        return fields.required("query")
    jobs = [job for job in fields.texts(_JOB) if job.strip()]
    if not jobs:
        raise BadEntry("missing_field", f"It has neither a query nor a {_JOB}.")
    return "\n".join(jobs)


def _techniques(fields: Fields) -> tuple[str, ...]:
    """The techniques and the sub-techniques that the rule's threats name."""
    ids, others = technique_ids(_named(fields))
    for other in others:
        fields.leave_out("threat", f"{str(other)[:40]!r} names no technique")
    return ids


def _named(fields: Fields) -> Iterator[Any]:
    for threat in fields.each("threat"):
        if threat.text("framework") != FRAMEWORK:
            continue
        for technique in threat.each("technique"):
            yield technique.raw("id")
            for subtechnique in technique.each("subtechnique"):
                yield subtechnique.raw("id")
