import pytest
from testing_support.tests import Desk


@pytest.fixture
def desk() -> Desk:
    return Desk()
