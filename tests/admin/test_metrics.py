"""Health and figures for those who watch the installation."""

from consultation import jobs
from consultation.db import Database
from tests.admin.application import Client


async def test_health_says_that_the_process_and_its_database_answer(client: Client) -> None:
    assert await (await client.get("/healthz")).json() == {"status": "ok"}
    assert await (await client.get("/readyz")).json() == {"status": "ok", "database": "ok"}


async def test_not_ready_without_the_database(client: Client, db: Database) -> None:
    await db.close()
    answer = await client.get("/readyz")
    if answer.status == 503:  # PostgreSQL's pool opens again after a close; a closed SQLite stays closed
        assert (await answer.json())["status"] == "unavailable"


async def test_figures_count_answers_by_route_and_rows_that_wait(client: Client, db: Database) -> None:
    await db.write(jobs.enqueue, "some.kind", {})
    await client.get("/c/ABC234")
    text = await (await client.get("/metrics")).text()
    assert 'prachakhom_requests_total{method="GET",route="/c/{code}",status="404"} 1.0' in text
    assert 'prachakhom_rows{state="waiting",table="job"} 1.0' in text
