"""A client of the whole application, on both databases."""

from collections.abc import AsyncIterator

import pytest

from consultation.db import Database
from consultation.vault import Vault
from tests.admin.application import Client, application


@pytest.fixture
async def client(db: Database, vault: Vault) -> AsyncIterator[Client]:
    async with application(db, vault) as client:
        yield client
