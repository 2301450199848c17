"""On which database a test runs: on both, unless it says otherwise."""

import pytest

# For what does not hang on the database: what it reads and writes there, tests beside it do on both.
on_sqlite = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("url", ["postgresql"], indirect=True)
