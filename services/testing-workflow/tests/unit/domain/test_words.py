"""The domain's words and the published language's are the same."""

from typing import get_args

import pytest

from aegis_contracts import words as published
from aegis_testing.domain import words


@pytest.mark.parametrize(
    "name, published_name",
    [
        ("SideName", "SideName"),
        ("SideStatus", "SideStatus"),
        ("StateName", "TestStateName"),
        ("Outcome", "Outcome"),
        ("Origin", "Origin"),
        ("Rung", "Rung"),
        ("Prevention", "Prevention"),
        ("How", "How"),
        ("Vantage", "Vantage"),
        ("ResultName", "ResultName"),
        ("ReviewPolicy", "ReviewPolicy"),
    ],
)
def test_a_word_means_the_same_inside_and_outside(name: str, published_name: str) -> None:
    assert get_args(getattr(words, name)) == get_args(getattr(published, published_name))
