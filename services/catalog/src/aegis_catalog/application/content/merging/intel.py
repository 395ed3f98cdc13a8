"""Entries of feeds."""

from collections.abc import Sequence

from aegis_catalog.application.content.intel_items import Intel
from aegis_catalog.application.content.merging.base import base, items_of
from aegis_contracts.import_content import Claim
from aegis_contracts.imported.intel import IntelItem


def intel(first: IntelItem, heard: Sequence[Claim]) -> Intel:
    items = [item for _, item in items_of(IntelItem, heard)]
    return Intel(
        **(base("", heard) | {"description": first.summary}),
        link=first.link,
        content=first.content,
        authors=first.authors,
        published=first.published,
        first_seen=first.first_seen,
        feeds=tuple(sorted({item.feed for item in items if item.feed})),
        technique_ids_named=tuple(dict.fromkeys(id_ for item in items for id_ in item.technique_ids_named)),
    )
