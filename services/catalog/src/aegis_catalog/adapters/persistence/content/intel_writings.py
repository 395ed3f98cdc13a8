"""How entries of feeds lie in tables."""

from aegis_catalog.adapters.persistence.content.writing import Row, Writing, base_row
from aegis_catalog.adapters.persistence.intel.tables import intel
from aegis_catalog.application.content.intel_items import Intel


def _intel(item: Intel) -> Row:
    return base_row(item) | {
        "link": item.link,
        "content": item.content,
        "authors": list(item.authors),
        "published": item.published,
        "first_seen": item.first_seen,
        "feeds": list(item.feeds),
    }


INTEL_WRITINGS = (Writing(Intel, intel, _intel),)
