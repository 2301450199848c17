"""What of the privacy office cannot wait: its clocks for calendar and morning news, and breaches by the hour."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from consultation.law import due
from consultation.law.clocks import Clock
from consultation.privacy import destruction
from consultation.privacy.incidents import service as incidents
from consultation.privacy.incidents.values import IncidentView
from consultation.privacy.requests import service as requests
from consultation.privacy.requests.values import RequestView
from consultation.wording import wording

PACKAGE = "consultation.privacy.requests"
ROOT = "/admin/privacy"
RIGHT = "office.privacy"  # whoever has it is shown these
SOON = 7  # days


@dataclass(frozen=True)
class Urgent:
    """overdue, soon: requests. incidents: of which somebody is still to be told. stuck: destruction that is late."""

    overdue: tuple[RequestView, ...]
    soon: tuple[RequestView, ...]
    incidents: tuple[IncidentView, ...]
    stuck: tuple[destruction.Due, ...]

    @property
    def any(self) -> bool:
        """Whether there is anything."""
        return bool(self.overdue or self.soon or self.incidents or self.stuck)


def urgent(session: Session, today: date) -> Urgent:
    """What the first page says loudly."""
    waiting = requests.waiting(session)
    return Urgent(
        overdue=tuple(one for one in waiting if one.overdue(today)),
        soon=tuple(one for one in waiting if 0 <= one.left(today) <= SOON),
        incidents=tuple(incidents.running(session)),
        stuck=tuple(destruction.late(session)),
    )


def clocks(session: Session) -> list[Clock]:
    """The clocks of requests that wait and of breaches to be told, for whoever may read the privacy office."""
    words = wording(PACKAGE)
    asked = [
        Clock(
            key=f"request:{one.id}", consultation_id=None, due=one.due_on, done=None, page="",
            title=words["clock"]["request"].format(ref=one.ref, kind=words["kind"][one.kind]),
            why=words["clock"]["request_why"], href=f"{ROOT}/requests/{one.id}",
        )
        for one in requests.waiting(session)
    ]  # fmt: skip
    broken = [
        Clock(
            key=f"incident:{one.id}", consultation_id=None, due=due.day_of(one.due_at), done=None, page="",
            title=words["clock"]["incident"].format(ref=one.ref), why=words["clock"]["incident_why"],
            href=f"{ROOT}/incidents/{one.id}",
        )
        for one in incidents.running(session)
    ]  # fmt: skip
    return sorted([*asked, *broken], key=lambda clock: (clock.due, clock.key))
