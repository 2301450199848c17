"""What happens to a consultation at its time: jobs that open and close it.

Each may run twice or late without harm: it looks at the row, held, and does only what is still due.
"""

from sqlmodel import Session

from consultation import clock
from consultation.consult import life
from consultation.consult import service as consult
from consultation.db import Database
from consultation.jobs import Claimed
from consultation.lifecycle import moving
from consultation.lifecycle.values import Mover

_BY_ITSELF = Mover(name=consult.TIMER, clock=True)


async def open_at_its_time(db: Database, job: Claimed) -> None:
    """Handle `consultation.open`. Raises Refused when something stands in the way, for an officer to see."""
    await db.write(open_due, int(job.payload["consultation"]))


async def close_at_its_time(db: Database, job: Claimed) -> None:
    """Handle `consultation.close`."""
    await db.write(close_due, int(job.payload["consultation"]))


def open_due(session: Session, consultation_id: int) -> bool:
    """Open one whose time has come; False when it is over or open already, or its time was moved. Raises Refused."""
    row = consult.hold(session, consultation_id)
    if life.phase(row.state) != "before" or row.opens_at is None or row.opens_at > clock.now():
        return False
    moving.move(session, consultation_id, "open", _BY_ITSELF)
    return True


def close_due(session: Session, consultation_id: int) -> bool:
    """Close an open consultation whose time is over; False when it is not open any more or its time was moved."""
    row = consult.hold(session, consultation_id)
    if row.state != "open" or row.closes_at is None or row.closes_at > clock.now():
        return False
    moving.move(session, consultation_id, "closed", _BY_ITSELF)
    return True
