"""When a hearing may begin: not before its notice has stood for the full period, unless that was waived by somebody."""

from datetime import date, datetime

from sqlmodel import Session

from consultation.consult.models import Consultation
from consultation.law import due, hearing, notices
from consultation.law.days import earliest_start
from consultation.law.wording import both_eras, refused, said_date
from consultation.settings import settings


def earliest(session: Session, row: Consultation) -> tuple[date, date | None]:
    """The first day on which it may begin, and when its notice was posted; as if posted today when it was not yet."""
    posted = notices.of(session, row.id or 0)["hearing"].posted_on if row.id else None
    return earliest_start(posted or due.today(), settings().notice_days), posted


def refuse_early(session: Session, row: Consultation, opens_at: datetime | None) -> None:
    """Refuse a beginning that breaks the notice rule of the regulation B.E. 2548. Raises Refused."""
    if row.kind != hearing.KIND or opens_at is None:
        return
    if row.id and hearing.exempt(hearing.find(session, row.id)):
        return
    first, posted = earliest(session, row)
    if (opens := due.day_of(opens_at)) >= first:
        return
    told = {"opens": said_date(opens), "earliest": both_eras(first), "days": settings().notice_days}
    if posted is None:
        raise refused("window_unposted", **told)
    raise refused("window_early", posted=said_date(posted), **told)
