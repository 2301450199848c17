"""The API: who may read it, what it says, its errors, and that its description leaves nothing out."""

from aiohttp import BasicAuth
from pydantic import TypeAdapter

from admin.accounts import service as accounts
from admin.api import openapi, routes
from admin.api.models import ConsultationDetail, Consultations, Themes
from admin.strategy.output import StrategyInput
from consultation.db import Database
from consultation.findings import service as strategy
from consultation.findings.service import FindingInput
from tests.admin.application import PASSWORD, Client, sign_in
from tests.admin.strategy.signed import signed
from tests.consultation.themes.grouped import grouped

ROOT = "/api/v1"


async def planner(db: Database) -> BasicAuth:
    await db.write(accounts.add, "นักวิเคราะห์", PASSWORD, "planner")
    return BasicAuth("นักวิเคราะห์", PASSWORD, encoding="utf8")


async def test_a_name_and_password_or_a_session(client: Client, db: Database) -> None:
    auth = await planner(db)
    nobody = await client.get(f"{ROOT}/consultations")
    assert nobody.status == 401 and nobody.content_type == "application/problem+json"
    assert nobody.headers["WWW-Authenticate"].startswith("Basic ")
    wrong = await client.get(f"{ROOT}/consultations", auth=BasicAuth("นักวิเคราะห์", "wrong", encoding="utf8"))
    assert wrong.status == 401
    assert (await client.get(f"{ROOT}/consultations", headers={"Authorization": "Basic !!"})).status == 401
    assert (await client.get(f"{ROOT}/consultations", auth=auth)).status == 200
    await sign_in(client, db, "ADM")
    assert (await client.get(f"{ROOT}/consultations")).status == 200
    forbidden = await client.get(f"{ROOT}/consultations/1/themes")
    assert forbidden.status == 403 and (await forbidden.json(content_type=None))["title"] == "Forbidden"


async def test_too_many_wrong_passwords_wait(client: Client, db: Database) -> None:
    auth = BasicAuth("ใครสักคน", "wrong", encoding="utf8")
    answers = [await client.get(f"{ROOT}/consultations", auth=auth) for _ in range(6)]
    assert [answer.status for answer in answers] == [401] * 5 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


async def test_consultations_and_themes(client: Client, db: Database) -> None:
    consultation_id, set_id = await grouped(db, 40, 4)
    auth = await planner(db)
    listed = Consultations.model_validate_json(await (await client.get(f"{ROOT}/consultations", auth=auth)).text())
    assert [each.id for each in listed.consultations] == [consultation_id]
    one = await client.get(f"{ROOT}/consultations/{consultation_id}", auth=auth)
    detail = ConsultationDetail.model_validate_json(await one.text())
    assert (detail.submitted, detail.sample, detail.cluster) == (40, True, 10)
    answer = await client.get(f"{ROOT}/consultations/{consultation_id}/themes", auth=auth)
    found = Themes.model_validate_json(await answer.text()).theme_sets[0]
    assert found.id == set_id and found.people == 40
    assert sum(theme.comments for theme in found.themes) + sum(why.n for why in found.ungrouped) == 40


async def test_the_strategy_input_is_the_document(client: Client, db: Database) -> None:
    consultation_id, seen = await signed(db)
    auth = await planner(db)
    given = FindingInput(statement="น้ำไม่พอ", kind="problem")
    made = await db.write(strategy.add, consultation_id, [seen.themes[0].id], given, "a")
    answer = await client.get(f"{ROOT}/consultations/{consultation_id}/strategy-input", auth=auth)
    found = StrategyInput.model_validate_json(await answer.text())
    findings = (*found.unlinked, *found.single_province)
    assert [f.statement for f in findings] == ["น้ำไม่พอ"] and findings[0].people == made.people
    assert found.people == 60 and len(findings[0].comments) == seen.themes[0].comments


async def test_errors_are_problems(client: Client, db: Database) -> None:
    consultation_id, _ = await grouped(db, 20, 3)
    auth = await planner(db)
    early = await client.get(f"{ROOT}/consultations/{consultation_id}/strategy-input", auth=auth)
    assert early.status == 409 and "รับรอง" in (await early.json(content_type=None))["detail"]
    for path in (
        "consultations/999",
        "consultations/999/themes",
        "consultations/abc",
        "consultations/" + "9" * 40,
        "x",
    ):
        answer = await client.get(f"{ROOT}/{path}", auth=auth)
        assert answer.status == 404 and answer.content_type == "application/problem+json", path
    assert (await client.post(f"{ROOT}/consultations", auth=auth)).status == 405
    assert (await client.post(f"{ROOT}/nothing", auth=auth)).status == 404


async def test_the_description_is_open_to_read(client: Client) -> None:
    answer = await client.get(f"{ROOT}/openapi.json")
    assert answer.status == 200 and (await answer.json())["openapi"] == "3.1.0"


def test_every_route_is_described() -> None:
    described = openapi.description()["paths"]
    served = {openapi.plain(route.path) for route in routes() if route.method == "GET"}
    assert served == set(described) and all(path.startswith("/api/") for path in served)


def test_every_reference_of_the_description_leads_somewhere() -> None:
    document = openapi.description()
    schemas = document["components"]["schemas"]
    text = TypeAdapter(dict).dump_json(document).decode()
    wanted = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert wanted <= set(schemas) and "StrategyInput" in schemas
