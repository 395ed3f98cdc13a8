"""What bodies of requests say alike: names, lists of words, references, reasons."""

from typing import Annotated, Literal

from litestar.params import QueryParameter
from msgspec import Meta

from aegis_catalog.domain.reasons import REASON_LONGEST
from aegis_catalog.domain.words import WORD_LONGEST, WORDS_MOST

Name = Annotated[str, Meta(min_length=1, max_length=WORD_LONGEST)]
Names = Annotated[tuple[Name, ...], Meta(max_length=WORDS_MOST)]
Reason = Annotated[str, Meta(max_length=REASON_LONGEST)]
Reference = Annotated[str, Meta(min_length=1, max_length=100)]
"""An id or a public id."""
Techniques = Annotated[tuple[Reference, ...], Meta(max_length=5_000)]

Switch = Literal["true", "false", "all"]
Retired = Annotated[
    Switch,
    QueryParameter(name="retired", description="`false` leaves retired ones out, `true` shows them alone."),
]
Withdrawn = Annotated[
    Switch,
    QueryParameter(description="`false` leaves withdrawn ones out, `true` shows them alone."),
]


def switched(given: Switch) -> bool | None:
    """None: all."""
    return None if given == "all" else given == "true"
