"""Tables of the law's record: days off, the test of a hearing, notices with proof, larger impacts, deadlines.

They store; the modules beside validate.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from consultation.columns import document, key, ref

SUBJECTS = ("facts", "hearing", "result", "measures")
CHANNELS = ("board", "site", "web")
EXEMPTIONS = ("", "asked", "approved", "refused")


class Holiday(SQLModel, table=True):
    """A day that the office wrote down. off: offices are closed; False takes a day off the list that ships."""

    day: date = Field(primary_key=True)
    name: str
    off: bool = True
    source: str
    announced_on: date | None = None
    recorded_at: datetime
    recorded_by: str


class HolidayYear(SQLModel, table=True):
    """A calendar year (CE) whose whole list the office brought in: only its own rows of `holiday` count then."""

    __tablename__ = "holiday_year"

    year: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    source: str
    announced_on: date | None = None
    recorded_at: datetime
    recorded_by: str


class ProofFile(SQLModel, table=True):
    """A file of an officer's. address: a keyed hash of the bytes, under which its pieces are: it is kept once.

    kept_at: when it was last brought. destroyed_at: its time was over (law/keeping.py); that it was there stays.
    """

    __tablename__ = "proof_file"

    id: int | None = key()
    address: str = Field(unique=True)
    name: str
    media_type: str
    size: int  # bytes
    kept_at: datetime
    destroyed_at: datetime | None = None


class ProofPiece(SQLModel, table=True):
    """A piece of a file's bytes, sealed; stored before the file's row is, and without one swept (law/keeping.py)."""

    __tablename__ = "proof_piece"
    __table_args__ = (UniqueConstraint("address", "position"),)

    id: int | None = key()
    address: str
    position: int
    sealed: bytes = Field(sa_type=LargeBinary)
    kept_at: datetime


class HearingTest(SQLModel, table=True):
    """What the wizard knows of a consultation. test: `{key: bool}`; facts: `{key: text}`; methods: keys.

    decided_by, decided_on: who judged the test, as the office says it; recorded_by: the account that wrote it down.
    An exemption is of the notice period only, with its reason, who asked and who decided.
    """

    __tablename__ = "hearing_test"
    __table_args__ = (CheckConstraint(f"exemption IN {EXEMPTIONS}", name="exemption"),)

    id: int | None = key()
    consultation_id: int = ref("consultation.id", unique=True)
    test: dict[str, Any] = document()
    test_reason: str = ""
    decided_by: str = ""
    decided_on: date | None = None
    facts: dict[str, Any] = document()
    facts_at: datetime | None = None
    methods: list[str] = document()
    method_details: str = ""
    impact: str = ""
    impact_reason: str = ""
    exemption: str = ""
    exempt_reason: str = ""
    exempt_asked_by: str = ""
    exempt_asked_at: datetime | None = None
    exempt_decided_by: str = ""
    exempt_decided_at: datetime | None = None
    exempt_answer: str = ""
    recorded_at: datetime
    recorded_by: str


class LawNotice(SQLModel, table=True):
    """That something was made known in one channel: on which day, where, with which proof."""

    __tablename__ = "law_notice"
    __table_args__ = (
        UniqueConstraint("consultation_id", "subject", "channel"),
        CheckConstraint(f"subject IN {SUBJECTS}", name="subject"),
        CheckConstraint(f"channel IN {CHANNELS}", name="channel"),
    )

    id: int | None = key()
    consultation_id: int = ref("consultation.id")
    subject: str
    channel: str
    posted_on: date
    place: str = ""
    proof_id: int | None = ref("proof_file.id", nullable=True)
    recorded_at: datetime
    recorded_by: str


class LargerImpact(SQLModel, table=True):
    """An impact that proved larger than was made known: what it is, what is done, and what came of it."""

    __tablename__ = "larger_impact"

    id: int | None = key()
    consultation_id: int = ref("consultation.id")
    found_on: date
    what: str
    measures: str = ""
    announced_on: date | None = None
    followed_on: date | None = None
    outcome: str = ""
    recorded_at: datetime
    recorded_by: str


class Deadline(SQLModel, table=True):
    """A deadline of the office's own, or (`key` of deadlines.toml and a fiscal year) what the office made of one."""

    __table_args__ = (UniqueConstraint("key"),)

    id: int | None = key()
    key: str
    title: str = ""
    why: str = ""
    due: date
    source: str = ""
    done_on: date | None = None
    dropped: bool = False
    recorded_at: datetime
    recorded_by: str


class LawReminder(SQLModel, table=True):
    """That a clock was so many days from its end: told once, until somebody has seen it. clock: `Clock.key`."""

    __tablename__ = "law_reminder"
    __table_args__ = (UniqueConstraint("clock", "due", "days"),)

    id: int | None = key()
    clock: str
    consultation_id: int | None = ref("consultation.id", nullable=True)
    due: date
    days: int
    title: str
    told_at: datetime
    seen_at: datetime | None = Field(default=None, index=True)
    seen_by: str = ""
