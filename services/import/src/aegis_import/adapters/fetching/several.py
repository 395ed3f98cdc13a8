"""Fetches what lies at several URLs as one archive."""

import asyncio
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from aegis_import.adapters.archives.names import refusal_of_name
from aegis_import.adapters.fetching.http import HttpFetcher
from aegis_import.application.ports import Fetched, Seen

_LONGEST_NAME = 512


class SeveralFetcher:
    """`Fetcher`. One URL's content is kept as it comes; of several, each is a member of a zip, named by its path."""

    def __init__(self, one: HttpFetcher) -> None:
        self._one = one

    async def fetch(self, urls: Sequence[str], into: Path, known: Mapping[str, Seen]) -> Fetched:
        """Writes the content to `into`. When some have changed, those that have not are fetched all the same: the
        archive holds all of them. Raises `FetchFailed`."""
        if len(urls) == 1:
            return await self._fetch(urls[0], into, known.get(urls[0]))
        parts = [into.with_name(f"{into.name}.{number}") for number in range(len(urls))]
        try:
            came = [await self._fetch(url, part, known.get(url)) for url, part in zip(urls, parts, strict=True)]
            if all(one.unchanged for one in came):
                return replace(came[-1], seen=[seen for one in came for seen in one.seen])
            for number, one in enumerate(came):
                if one.unchanged:
                    came[number] = await self._fetch(urls[number], parts[number], None)
            await asyncio.to_thread(_pack, into, urls, parts)
        finally:
            for part in parts:
                part.unlink(missing_ok=True)  # temporary files of our own
        return replace(came[-1], seen=[seen for one in came for seen in one.seen])

    async def _fetch(self, url: str, into: Path, known: Seen | None) -> Fetched:
        """What is known of a URL is kept under that URL, wherever redirects led."""
        came = await self._one.fetch(url, into, known)
        return replace(came, seen=[replace(seen, url=url) for seen in came.seen])


def _pack(into: Path, urls: Sequence[str], parts: Sequence[Path]) -> None:
    with zipfile.ZipFile(into, "w", zipfile.ZIP_STORED) as archive:
        for number, (url, part) in enumerate(zip(urls, parts, strict=True)):
            name = unquote(urlsplit(url).path).strip("/")
            if refusal_of_name(name, longest=_LONGEST_NAME) or name in archive.namelist():
                name = f"{number}/{name.rsplit('/', 1)[-1] or 'part'}"
            archive.write(part, zipfile.ZipInfo(name).filename)
