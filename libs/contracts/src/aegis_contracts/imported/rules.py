"""Detection rules as upstreams write them."""

from msgspec import Struct


class RuleLogSource(Struct, frozen=True, kw_only=True, gc=False):
    """What a detection rule reads, in its upstream's terms: Sigma's product, category and service; Elastic's index
    patterns and integrations; Splunk's data sources (`sources`)."""

    product: str | None = None
    category: str | None = None
    service: str | None = None
    indices: tuple[str, ...] = ()
    integrations: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


class RuleItem(Struct, frozen=True, kw_only=True, gc=False, tag_field="kind", tag="rule"):
    """A detection rule as upstream wrote it: `body` is the YAML, query or job, character for character but for CRLF.

    `withdrawn`: upstream has retired it (its ``deprecated`` folder). `supported` false: it comes in, and is never
    active. `status` is upstream's word, which says nothing about deployment here.
    """

    name: str
    description: str = ""
    building_block: bool = False
    severity: str | None = None
    status: str | None = None
    type: str | None = None
    language: str | None = None
    body: str = ""
    log_source: RuleLogSource = RuleLogSource()
    technique_ids_named: tuple[str, ...] = ()
    risk_score: float | None = None
    false_positives: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    note: str | None = None
    references: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    license: str | None = None
    upstream_path: str = ""
    supported: bool = True
    withdrawn: bool = False
