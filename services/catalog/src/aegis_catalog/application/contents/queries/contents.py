"""One kind of content: its list, one item's own page, and the techniques that an item is linked to. What is special
about a kind are its filters and its views."""

from typing import ClassVar, Generic, Protocol, TypeVar

from aegis_catalog.domain.content import State
from aegis_kernel.errors import NotFound
from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Action, Caller, require

Filters_contra = TypeVar("Filters_contra", contravariant=True)
Row = TypeVar("Row")
Detail_co = TypeVar("Detail_co", covariant=True)
Linked = TypeVar("Linked")


class ContentReader(Protocol[Filters_contra, Row, Detail_co]):
    """Reads one kind of content. A reference is an id or a public id: of several with one public id the active one is
    meant, then that of the foremost domain."""

    async def page(self, filters: Filters_contra, request: PageRequest) -> Page[Row]: ...
    async def one(self, reference: str) -> Detail_co | None: ...


class LinkedContentReader(
    ContentReader[Filters_contra, Row, Detail_co], Protocol[Filters_contra, Row, Detail_co, Linked]
):
    async def techniques(self, reference: str, states: tuple[State, ...], request: PageRequest) -> Page[Linked]:
        """The techniques that an item is linked to. Raises `NotFound`."""
        ...


class Contents(Generic[Filters_contra, Row, Detail_co]):
    """What may be asked of one kind of content. Raises `Forbidden`, `NotFound`."""

    noun: ClassVar[str]
    """What one item is called."""

    def __init__(self, reader: ContentReader[Filters_contra, Row, Detail_co]) -> None:
        self._reader = reader

    async def page(self, caller: Caller, filters: Filters_contra, request: PageRequest) -> Page[Row]:
        require(caller, Action.CONTENT_READ)
        return await self._reader.page(filters, request)

    async def one(self, caller: Caller, reference: str) -> Detail_co:
        """The item with this id or public id."""
        require(caller, Action.CONTENT_READ)
        found = await self._reader.one(reference)
        if found is None:
            raise NotFound(f"{self.noun.replace(' ', '_')}_not_found", f"There is no such {self.noun}.")
        return found


class LinkedContents(Contents[Filters_contra, Row, Detail_co], Generic[Filters_contra, Row, Detail_co, Linked]):
    """The same, with the techniques that an item is linked to."""

    def __init__(self, reader: LinkedContentReader[Filters_contra, Row, Detail_co, Linked]) -> None:
        super().__init__(reader)
        self._links = reader

    async def techniques(
        self, caller: Caller, reference: str, states: tuple[State, ...], request: PageRequest
    ) -> Page[Linked]:
        require(caller, Action.CONTENT_READ)
        return await self._links.techniques(reference, states, request)
