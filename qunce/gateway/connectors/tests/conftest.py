import pytest


@pytest.fixture(autouse=True, scope="module")
def one_reader() -> None:
    """Here each file has a child of its own, as in the product; a test that shares one says so."""
