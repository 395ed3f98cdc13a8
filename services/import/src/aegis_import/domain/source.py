"""A data source: one configured feed of an upstream."""

import re
from dataclasses import asdict, dataclass, replace
from typing import Any, Self
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from aegis_import.domain.events import SourceCreated, SourceEdited
from aegis_import.domain.words import Domain, Scheme
from aegis_kernel.aggregate import Aggregate
from aegis_kernel.errors import Fault, Invalid

NAME = re.compile(r"[a-z0-9][a-z0-9-]{1,62}")
LONGEST_URL = 2_048
LONGEST_RELEASE = 64
HIGHEST_PRIORITY = 1_000
MOST_URLS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSettings:
    """What people may change. Of two sources' claims on one item, fields come from that of the higher `priority`.

    `more_urls` are read together with `url`, as one archive, for upstreams whose content lies at several addresses.
    `release` is for upstreams that do not say theirs; `withdraw_limit_percent` is the share of the source's content
    that a run may withdraw without asking; `schedule` is a rule of the scheduling chassis, in `zone`.
    """

    url: str | None = None
    more_urls: tuple[str, ...] = ()
    priority: int = 0
    enabled: bool = True
    release: str | None = None
    withdraw_limit_percent: int = 20
    schedule: str | None = None
    zone: str = "UTC"


class DataSource(Aggregate):
    """`name` and `upstream` never change: claims' and items' ids are made of them. `format` is what reads it: the
    upstream's own name, but where two sources of one upstream differ in form."""

    def __init__(
        self,
        id_: UUID,
        *,
        name: str,
        upstream: str,
        domain: Domain | None,
        settings: SourceSettings,
        format_: str | None = None,
        version: int = 0,
    ) -> None:
        super().__init__(id_, version)
        self.name = name
        self.upstream = upstream
        self.format = format_ or upstream
        self.domain = domain
        self.settings = settings

    @classmethod
    def create(
        cls,
        id_: UUID,
        *,
        name: str,
        upstream: str,
        domain: Domain | None,
        settings: SourceSettings,
        format_: str | None = None,
    ) -> Self:
        """A new source. Raises `Invalid` with every fault."""
        faults = [*_faults_of_name(name), *_faults(settings)]
        if faults:
            raise Invalid("invalid_source", "The data source is not acceptable.", faults)
        source = cls(id_, name=name, upstream=upstream, domain=domain, settings=settings, format_=format_)
        source.record(SourceCreated())
        return source

    def edit(self, **changes: Any) -> None:
        """Changes settings by name; records nothing when they are so already. Raises `Invalid` with every fault."""
        edited = replace(self.settings, **changes)
        if faults := _faults(edited):
            raise Invalid("invalid_source", "The data source is not acceptable.", faults)
        before, after = asdict(self.settings), asdict(edited)
        changed = {name: before[name] for name in before if before[name] != after[name]}
        if changed:
            self.settings = edited
            self.record(SourceEdited(changed=changed))


def _faults_of_name(name: str) -> list[Fault]:
    if NAME.fullmatch(name):
        return []
    return [Fault("/name", "Small letters, digits and hyphens, 2 to 63 of them.", "bad_name")]


def _faults(settings: SourceSettings) -> list[Fault]:
    faults: list[Fault] = []
    if settings.url is not None and (problem := url_problem(settings.url)):
        faults.append(Fault("/url", problem, "bad_url"))
    if len(settings.more_urls) > MOST_URLS:
        faults.append(Fault("/more_urls", f"At most {MOST_URLS}.", "too_many"))
    if settings.more_urls and settings.url is None:
        faults.append(Fault("/more_urls", "They are read together with url, which is missing.", "no_url"))
    for number, url in enumerate(settings.more_urls[:MOST_URLS]):
        if problem := url_problem(url):
            faults.append(Fault(f"/more_urls/{number}", problem, "bad_url"))
    if not 0 <= settings.priority <= HIGHEST_PRIORITY:
        faults.append(Fault("/priority", f"From 0 to {HIGHEST_PRIORITY}.", "out_of_range"))
    if not 0 <= settings.withdraw_limit_percent <= 100:
        faults.append(Fault("/withdraw_limit_percent", "From 0 to 100.", "out_of_range"))
    if settings.release is not None and not 0 < len(settings.release) <= LONGEST_RELEASE:
        faults.append(Fault("/release", f"From 1 to {LONGEST_RELEASE} characters.", "bad_length"))
    if not _is_zone(settings.zone):
        faults.append(Fault("/zone", "Not a time zone.", "bad_zone"))
    return faults


def url_problem(url: str) -> str | None:
    """Why `url` cannot be a source's address, or None. Which hosts it may name is for the fetch to say."""
    if len(url) > LONGEST_URL:
        return f"Longer than {LONGEST_URL} characters."
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "Not a URL."
    if parts.scheme not in set(Scheme):
        return "Only http and https."
    if not host:
        return "It names no host."
    if parts.username is not None or parts.password is not None:
        return "It must hold no user name or password."
    if any(letter.isspace() or ord(letter) < 0x20 for letter in url):
        return "It must hold no white space."
    return None


def _is_zone(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return False
    return True
