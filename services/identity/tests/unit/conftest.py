"""A house of fakes for each test."""

import pytest
from identity_support.house import House


@pytest.fixture
def house() -> House:
    return House()
