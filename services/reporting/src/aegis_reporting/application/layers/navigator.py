"""The Navigator's layer file, format 4.5 (mitre-attack/attack-navigator, layers/spec/v4.5/layerformat.md).

What the format gives a default that suits us is left out.
"""

from typing import Literal

from msgspec import Struct

LAYER_VERSION = "4.5"
NAVIGATOR_VERSION = "5.2.0"
"""The Navigator that the files are made for; the format asks for 4.9.0 at least."""

Kind = Literal["coverage", "score"]


class Metadata(Struct, frozen=True):
    """A name with a value, both text."""

    name: str
    value: str


class Link(Struct, frozen=True):
    """Opened by a click; `url` begins with its protocol."""

    label: str
    url: str


class LegendItem(Struct, frozen=True):
    """What a colour means."""

    label: str
    color: str


class Gradient(Struct, frozen=True, rename="camel"):
    """Colours between two scores."""

    colors: tuple[str, ...]
    min_value: int = 0
    max_value: int = 100


class Versions(Struct, frozen=True, omit_defaults=True):
    """`attack` is the ATT&CK release, of which the Navigator takes the number before the point; without one, while none
    is known, it takes the latest."""

    navigator: str
    layer: str
    attack: str = ""


class Filters(Struct, frozen=True):
    """Platforms that the view is limited to."""

    platforms: tuple[str, ...]


class Layout(Struct, frozen=True, rename={"layout": "layout", "show_aggregate_scores": "showAggregateScores",
                                          "aggregate_function": "aggregateFunction"}):  # fmt: skip
    """How the matrix is laid out; aggregates are of sub-techniques, on their parents."""

    layout: str
    show_aggregate_scores: bool
    aggregate_function: str


class LayerTechnique(Struct, frozen=True, omit_defaults=True, rename={"technique_id": "techniqueID"}):
    """A technique in one tactic. Without a score it is unscored; a colour overrides the gradient."""

    technique_id: str
    tactic: str
    comment: str = ""
    enabled: bool = True
    score: float | int | None = None
    color: str = ""
    metadata: tuple[Metadata, ...] = ()
    links: tuple[Link, ...] = ()


class Layer(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A layer file."""

    name: str
    versions: Versions
    domain: str
    description: str
    filters: Filters | None = None
    layout: Layout
    techniques: tuple[LayerTechnique, ...]
    gradient: Gradient
    legend_items: tuple[LegendItem, ...]
    metadata: tuple[Metadata, ...]
    links: tuple[Link, ...] = ()
