"""What a data source may be."""

from typing import Any
from uuid import uuid4

import pytest
from import_support.suites import source

from aegis_import.domain.source import DataSource, SourceSettings, url_problem
from aegis_kernel.errors import Invalid


@pytest.mark.parametrize("name", ["", "a", "-a", "A", "a b", "ä", "x" * 64, "a/b", "a\n"])
def test_a_name_is_small_letters_digits_and_hyphens(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        source(name)
    assert [fault.pointer for fault in refused.value.faults] == ["/name"]


def test_all_faults_are_told_at_once() -> None:
    settings = SourceSettings(url="ftp://x", priority=-1, withdraw_limit_percent=101, release="", zone="Mars/Base")
    with pytest.raises(Invalid) as refused:
        DataSource.create(uuid4(), name="X", upstream="mitre-attack", domain=None, settings=settings)
    assert [fault.pointer for fault in refused.value.faults] == [
        "/name", "/url", "/priority", "/withdraw_limit_percent", "/release", "/zone",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "gopher://x", "https://", "//host/x", "https://u:p@host/", "https://u@host/",
        "https://host:99999/", "https://[::1", "https://a b/", "https://host/\nX: y", "x" * 3_000,
        "javascript:alert(1)",
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_refused(url: str) -> None:
    assert url_problem(url) is not None


@pytest.mark.parametrize("url", ["https://raw.example/a.json", "http://host:8080/x?y=1#z", "https://[2001:db8::1]/"])
def test_http_and_https_are_taken(url: str) -> None:
    assert url_problem(url) is None


def test_an_edit_that_changes_something_raises_the_version_once() -> None:
    mine = source()
    mine.take_recorded()
    mine.edit(priority=3, url="https://x.example/")
    (recorded,) = mine.take_recorded()
    assert recorded.event.changed == {"priority": 0, "url": None}
    mine.edit(priority=3)
    assert (mine.version, mine.take_recorded()) == (2, [])


@pytest.mark.parametrize("change", [{"url": "nothing"}, {"priority": 2_000}])
def test_an_edit_that_is_not_acceptable_changes_nothing(change: dict[str, Any]) -> None:
    mine = source()
    before = mine.settings
    with pytest.raises(Invalid):
        mine.edit(**change)
    assert mine.settings == before
