"""What officers copy into the government's web form: the text of a notice, from what the wizard knows."""

from datetime import datetime

from sqlmodel import Session

from consultation.consult import service as consult
from consultation.consult.links import links
from consultation.law import due, hearing, impacts
from consultation.law.models import HearingTest
from consultation.law.rules import rules
from consultation.law.wording import said, said_date
from consultation.responses import service as responses
from consultation.settings import settings


def texts(session: Session, consultation_id: int) -> dict[str, str]:
    """The text of each subject of notices, by its key; what is not known yet is marked in the text."""
    view, row = consult.view(session, consultation_id), hearing.find(session, consultation_id)
    found = [one for one in impacts.of_many(session, [consultation_id]) if one.measures]
    told = {
        "title": view.title,
        "agency": view.cluster_name,
        "facts": "\n\n".join(_facts(row)),
        "methods": _methods(row),
        "places": (row.method_details if row else "") or said("text", "blank"),
        "period": _period(_day(view.opened_at or view.opens_at), _day(view.closed_at or view.closes_at)),
        "link": links(view, settings()).public,
        "n": f"{responses.figures(session, consultation_id).submitted:,}" if view.revision else "0",
        "measures": "\n\n".join(said("text", "one_measure", what=one.what, measures=one.measures) for one in found)
        or said("text", "blank"),
    }
    return {subject.key: said("text", subject.key, **told) for subject in rules().subjects}


def _facts(row: HearingTest | None) -> list[str]:
    told = row.facts if row else {}
    blank = said("text", "blank")
    return [
        said("text", "fact", n=n, label=fact.label, text=told.get(fact.key) or blank)
        for n, fact in enumerate(rules().facts, 1)
    ]


def _methods(row: HearingTest | None) -> str:
    chosen = [method.label for method in rules().methods if row is not None and method.key in row.methods]
    return ", ".join(chosen) or said("text", "blank")


def _period(begun: str, ended: str) -> str:
    """From one day to another; one day once."""
    return said("text", "period_day" if begun == ended else "period", begun=begun, ended=ended)


def _day(moment: datetime | None) -> str:
    return said_date(due.day_of(moment)) if moment else said("text", "unset")
