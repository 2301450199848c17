"""The language of a talk as it is kept, on both databases."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from consultation import clock
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView, NewConsultation
from consultation.db import Database
from consultation.forms.templates import fill
from consultation.places.schemes import cluster
from consultation.responses.models import Response
from consultation.talk.models import TalkRow
from consultation.vault import Vault
from tests.consultation.talk.citizens import Citizen, consultation, contacts, keys

pytestmark = pytest.mark.usefixtures("fixed_clock")
SOUTH = "current:7"


def border(session: Session) -> ConsultationView:
    """An open needs survey of the southern border, whose template comes in four languages."""
    place = cluster(SOUTH)
    form = fill("needs", place)
    new = NewConsultation(
        title=form.title["th"],
        kind="survey",
        scheme=place.scheme,
        cluster=place.number,
        closes_at=clock.now() + timedelta(days=30),
    )
    made = consult.create(session, new, form, "officer:1")
    return consult.open_now(session, made.id, "officer:1")


def talks(session: Session) -> list[dict[str, Any]]:
    return [row.state for row in session.exec(select(TalkRow).order_by(col(TalkRow.id)))]


def languages(session: Session) -> list[str]:
    return [row.language for row in session.exec(select(Response).order_by(col(Response.id)))]


def labels(message: dict[str, Any]) -> dict[str, str]:
    return {button["label"]: button["data"] for button in (*message["buttons"], *message["controls"])}


async def test_the_choice_is_kept_on_the_talk_the_contact_and_the_response(db: Database, vault: Vault) -> None:
    made = await db.write(border)
    citizen = Citizen(db, vault)
    welcome = await citizen.says(made.code)
    said = await citizen.taps(labels(welcome[-1])["ملايو (جاوي)"])
    assert {message["language"] for message in said} == {"ms-Arab"}
    assert said[1]["link"].endswith(f"/c/{made.code}/privacy?lang=ms-Arab")
    assert (await db.read(contacts))[0].language == (await db.read(talks))[0]["language"] == "ms-Arab"
    await citizen.says("مولا", "ڤتاني", "1")
    assert await db.read(languages) == ["ms-Arab"]
    await citizen.says("bahasa", "2", *["skip"] * 9, "send")
    assert await db.read(languages) == ["en"], "the response is tagged with the language it was sent in"


async def test_the_next_consultation_begins_in_the_language_spoken_last(db: Database, vault: Vault) -> None:
    first, second = await db.write(border), await db.write(border)
    citizen = Citizen(db, vault)
    await citizen.says(first.code, "English")
    said = await citizen.says(second.code)
    assert said[0]["text"].startswith("Hello. The Southern Border Provincial Cluster")


async def test_a_hint_is_kept_with_the_talk_and_changes_nothing(db: Database, vault: Vault) -> None:
    made = await db.write(border)
    citizen = Citizen(db, vault)
    said = await citizen.does(kind="text", text=made.code, reads="ms")
    assert "tekan “Melayu (Rumi)”" in said[-1]["text"]
    assert (await db.read(contacts))[0].language == "th"
    assert (await db.read(talks))[0]["reads"] == "ms"


async def test_a_language_chosen_on_a_page_begins_the_talk_in_it(db: Database, vault: Vault) -> None:
    made = await db.write(border)
    said = await Citizen(db, vault).does(kind="text", text=made.code, speaks="ms")
    assert said[0]["text"].startswith("Salam sejahtera.")
    assert (await db.read(contacts))[0].language == "ms"


async def test_without_a_consultation_the_language_can_be_chosen_too(db: Database, vault: Vault) -> None:
    citizen = Citizen(db, vault)
    said = await citizen.says("bahasa")
    assert keys(said) == ["language_ask"]
    assert list(labels(said[0])) == ["ไทย", "English", "Melayu (Rumi)", "ملايو (جاوي)"]
    said = await citizen.taps(labels(said[0])["English"])
    assert said[0]["text"].startswith("Hello. No consultation is open")
    assert (await db.read(contacts))[0].language == "en"


async def test_between_several_consultations_a_number_still_means_a_consultation(db: Database, vault: Vault) -> None:
    await db.write(consultation, title="น้ำ")
    await db.write(consultation, title="ถนน")
    citizen = Citizen(db, vault)
    await citizen.says("สวัสดี")
    said = await citizen.says("language")
    assert keys(said) == ["language_ask"] and said[0]["buttons"] == []
    said = await citizen.taps(labels(said[0])["Melayu (Rumi)"])
    assert keys(said) == ["choose_consultation"] and "2 perundingan" in said[0]["text"]
    assert keys(await citizen.says("1")) == ["greet", "privacy_short", "ready"]
