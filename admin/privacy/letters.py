"""Drafts of the two letters that a breach wants (PDPA ม.๓๗(๔)): to the Office of the committee, and to the people.

What is not known yet is dots; the letters say so where the 72 hours are over. A person reads, completes and signs them.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from admin.privacy import frame
from admin.reports.blocks import Block, Composed, Facts, Heading, Paragraph, Signature
from admin.reports.notice_wording import gap
from admin.reports.thai import MONTHS, thai_date, thai_datetime, thai_digits, thai_number
from consultation.privacy.incidents.values import IncidentView
from consultation.wording import wording

Letter = Callable[..., Composed]
GAP = "…" * 20


def to_office(one: IncidentView, controller: str, contact: str, now: datetime, *, sample: bool = False) -> Composed:
    """The notification to the Office of the Personal Data Protection Committee."""
    said = _words("office")
    late = [Paragraph(said["late"].format(why=gap(one.not_told_why)))] if one.told_late or one.overdue(now) else []
    blocks: list[Block] = [
        Paragraph(said["opening"].format(controller=gap(controller), aware=thai_datetime(one.aware_at))),
        *_part(said, "what", [Facts(_what(one), splittable=True)]),
        *_part(said, "risk", [Paragraph(_risk(one)), *_lines(one.assessment)]),
        *_part(said, "measures", [*_lines(one.measures), *_lines(one.remedy)]),
        *_part(said, "contact", _lines(contact)),
        *late,
        *_ending(said, now),
    ]
    return _composed(said, one, controller, now, blocks, sample)


def to_people(one: IncidentView, controller: str, contact: str, now: datetime, *, sample: bool = False) -> Composed:
    """The notification to those whose data it was, with what they can do themselves."""
    said = _words("people")
    happened = thai_datetime(one.happened_at) if one.happened_at else GAP
    blocks: list[Block] = [
        Paragraph(said["opening"].format(controller=gap(controller), happened=happened)),
        *_part(said, "what", [*_lines(one.cause), Paragraph(said["kinds"].format(kinds=gap(one.kinds)))]),
        *_part(said, "risk", _lines(one.assessment)),
        *_part(said, "measures", _lines(one.measures)),
        *_part(said, "remedy", _lines(one.remedy)),
        *_part(said, "contact", [*_lines(contact), Paragraph(said["rights"])]),
        *_ending(said, now),
    ]
    return _composed(said, one, controller, now, blocks, sample)


LETTERS: Mapping[str, Letter] = {"office": to_office, "people": to_people}


def _what(one: IncidentView) -> tuple[tuple[str, str], ...]:
    labels = wording(frame.PACKAGE)["letter"]["facts"]
    happened = thai_datetime(one.happened_at) if one.happened_at else GAP
    people = labels["people_n"].format(n=thai_number(one.people)) if one.people is not None else GAP
    values = {
        "title": gap(one.title), "happened": happened, "aware": thai_datetime(one.aware_at), "cause": gap(one.cause),
        "kinds": gap(one.kinds), "whose": gap(one.whose), "people": people,
    }  # fmt: skip
    return tuple((labels[name], value) for name, value in values.items())


def _risk(one: IncidentView) -> str:
    return str(wording(frame.PACKAGE)["letter"]["risk"][one.risk])


def _part(said: Mapping[str, str], name: str, inner: list[Block]) -> list[Block]:
    return [Heading(1, said[f"head_{name}"]), *inner]


def _lines(text: str) -> list[Block]:
    return [Paragraph(thai_digits(line.strip())) for line in text.splitlines() if line.strip()] or [Paragraph(GAP)]


def _ending(said: Mapping[str, str], now: datetime) -> list[Block]:
    signature = ("", said["respect"], "", "", said["signed"], said["name"], said["position"])
    return [Paragraph(said["closing"], stays=True), Signature(signature)]


def _composed(
    said: Mapping[str, str], one: IncidentView, controller: str, now: datetime, blocks: list[Block], sample: bool
) -> Composed:
    words = wording(frame.PACKAGE)["letter"]
    return Composed(
        title=said["title"],
        subtitle=(said["subject"].format(title=thai_digits(one.title)), said["to"], thai_date(now)),
        footer=words["footer"].format(ref=one.ref, controller=controller),
        marks=(words["draft"], *((words["sample"],) if sample else ())),
        watermark=words["sample"] if sample else "",
        made_at=now,
        unbroken=MONTHS,
        blocks=tuple(blocks),
    )


def _words(which: str) -> dict[str, Any]:
    found: dict[str, Any] = wording(frame.PACKAGE)["letter"][which]
    return found
