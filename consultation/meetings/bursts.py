"""Check-ins that came too thick to be taps: from one address, or all within seconds. Evidence for an officer, no more.

A hall's Wi-Fi is one address, and a QR code on the wall brings everybody at once: what is found here may be quite in
order, so nothing is left out of the count. Pure, but for `found`.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from consultation.meetings.models import Attendance
from consultation.meetings.values import Value
from consultation.meetings.wording import sector_name

WITHIN = timedelta(seconds=10)
MANY = 20  # check-ins within that time, from wherever
FROM_ONE = 6  # of one address within that time: a family sharing a connection is fewer, and taps more slowly
ALTOGETHER = 30  # of one address on all the days
MOST = 6  # shown, the largest first

CheckIn = tuple[datetime, str, str]  # when, from where ("" unknown), sector


class Burst(Value):
    """Check-ins that stand out. why: `seconds` from anywhere, `fast` from one address, `address` from one altogether.

    n: how many; first, last: when; sectors: of whom, the most first. of: all check-ins of the meeting.
    """

    why: str
    n: int
    first: datetime
    last: datetime
    sectors: tuple[tuple[str, int], ...]
    of: int


def found(session: Session, meeting_id: int) -> tuple[Burst, ...]:
    """What stands out among the devices that checked in at a meeting."""
    devices = (Attendance.meeting_id == meeting_id, Attendance.way == "device", col(Attendance.undone_at).is_(None))
    rows = session.exec(select(Attendance.counted_at, Attendance.origin, Attendance.sector).where(*devices))
    return bursts((at, origin or "", sector or "") for at, origin, sector in rows)


def bursts(rows: Iterable[CheckIn]) -> tuple[Burst, ...]:
    """What stands out among check-ins, the largest first."""
    every = sorted(rows)
    origins: dict[str, list[CheckIn]] = {}
    for row in every:
        if row[1]:
            origins.setdefault(row[1], []).append(row)
    said = [_burst("seconds", run, len(every)) for run in _runs(every, MANY)]
    for mine in origins.values():
        said += [_burst("fast", run, len(every)) for run in _runs(mine, FROM_ONE)]
        if len(mine) >= ALTOGETHER:
            said.append(_burst("address", mine, len(every)))
    return tuple(sorted(said, key=lambda one: (-one.n, one.first))[:MOST])


def _runs(rows: Sequence[CheckIn], many: int) -> list[Sequence[CheckIn]]:
    """The longest stretches in which each check-in is one of `many` within the time."""
    runs: list[tuple[int, int]] = []
    for at in range(len(rows) - many + 1):
        if rows[at + many - 1][0] - rows[at][0] <= WITHIN:
            if runs and at <= runs[-1][1]:
                runs[-1] = (runs[-1][0], at + many)
            else:
                runs.append((at, at + many))
    return [rows[first:end] for first, end in runs]


def _burst(why: str, rows: Sequence[CheckIn], of: int) -> Burst:
    sectors = Counter(sector_name(sector) for _, _, sector in rows).most_common()
    return Burst(why=why, n=len(rows), first=rows[0][0], last=rows[-1][0], sectors=tuple(sectors), of=of)
