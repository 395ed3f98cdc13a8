"""The list of layers that there are."""

from msgspec import Struct

from aegis_kernel.rights import Action, Caller, require
from aegis_reporting.application.layers.kinds import KINDS
from aegis_reporting.application.layers.navigator import LAYER_VERSION


class LayerKindView(Struct, frozen=True, kw_only=True):
    """A kind of layer; `path` is where its file is, below ``/api/v1``."""

    kind: str
    name: str
    description: str
    path: str
    layer_version: str


class ListLayers:
    """Answers with every kind. Raises `Forbidden`."""

    async def __call__(self, caller: Caller) -> list[LayerKindView]:
        require(caller, Action.LAYERS_READ)
        return [
            LayerKindView(
                kind=kind.name,
                name=kind.title,
                description=kind.description,
                path=f"/layers/{kind.name}",
                layer_version=LAYER_VERSION,
            )
            for kind in KINDS.values()
        ]
