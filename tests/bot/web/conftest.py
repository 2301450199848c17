"""The web chat served on both databases."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from consultation.consult.service import ConsultationView
from consultation.db import Database
from consultation.vault import Vault
from tests.bot.web.served import Served, consultation


@pytest.fixture
async def shown(db: Database) -> ConsultationView:
    return await db.write(consultation)


@pytest.fixture
def served(db: Database, vault: Vault) -> Served:
    return Served(db, vault)


@pytest.fixture
async def client(served: Served) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    async with served.working(), TestClient(TestServer(served.app)) as client:
        yield client
