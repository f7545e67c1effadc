from collections.abc import Iterator

import pytest

from monitor.fetch import Fetcher
from tests.fetch.quick import quick
from tests.site import Site


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
def fetcher(site: Site) -> Iterator[Fetcher]:
    """A fetcher that may reach the site."""
    with quick(site) as fetcher:
        yield fetcher
