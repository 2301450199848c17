"""Tables of meetings. They store; `consultation.meetings.service` and its sisters validate.

Attendance says how many came and for whom; it holds no name, and of a device or a person only what keeps it from being
counted twice, which is cut with everything else that leads to people (`consultation.meetings.cutting`).
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from consultation.columns import key, ref

MODES = ("onsite", "hybrid", "online")
SECTORS = ("G1", "G2", "L", "S", "P", "C", "A", "R", "N")
# Whom a consultation on a plan must hear (decree B.E. 2565, s. 24 and 34 as read in docs/decisions/0034-hall.md).
STATUTORY = ("G1", "G2", "L", "C", "P")
WAYS = ("device", "chat", "desk")
SCREENS = ("join", "counts", "question", "statements", "comments", "themes", "wait")
GROUNDS = ("auto", "dark", "light")


class Meeting(SQLModel, table=True):
    """One meeting. code: what is typed or scanned to join it. provinces: ISO codes apart by spaces, whom it is for.

    minutes_id: the file of its minutes. cancelled_at: it was called off; what was counted stays readable.
    """

    __table_args__ = (CheckConstraint(f"mode IN {MODES}", name="mode"),)

    id: int | None = key()
    consultation_id: int = ref("consultation.id")
    code: str = Field(unique=True)
    title: str
    starts_at: datetime
    ends_at: datetime | None = None
    mode: str = "onsite"
    place: str = ""
    link: str = ""
    chair: str = ""
    area: str = ""
    provinces: str = ""
    plan_version: str = ""
    agenda: str = ""
    minutes_id: int | None = ref("proof_file.id", nullable=True, index=False)
    cancelled_at: datetime | None = None
    cancelled_why: str = ""
    created_at: datetime
    created_by: str


class MeetingSector(SQLModel, table=True):
    """How many of a sector were invited to a meeting; a sector without a row: nobody."""

    __tablename__ = "meeting_sector"
    __table_args__ = (UniqueConstraint("meeting_id", "sector"), CheckConstraint(f"sector IN {SECTORS}", name="sector"))

    id: int | None = key()
    meeting_id: int = ref("meeting.id", index=False)
    sector: str
    invited: int = 0


class MeetingOrganisation(SQLModel, table=True):
    """An organisation invited to a meeting; code: what its representative enters when checking in, good for once."""

    __tablename__ = "meeting_organisation"
    __table_args__ = (
        UniqueConstraint("meeting_id", "code", name="uq_meeting_organisation_code"),
        UniqueConstraint("meeting_id", "name", name="uq_meeting_organisation_name"),
        CheckConstraint(f"sector IN {SECTORS}", name="sector"),
    )

    id: int | None = key()
    meeting_id: int = ref("meeting.id", index=False)
    sector: str
    name: str
    code: str


class Attendance(SQLModel, table=True):
    """Somebody was there: a device that checked in, a person who agreed in a chat, or so many counted by an officer.

    sector and province: as told; None where a chat's person has not answered them yet, whose response then tells them.
    mark: keyed hash of the device, or of the officer's form, by which the same act again counts nothing. origin: keyed
    hash of the address that a device checked in from, for this meeting alone (`bursts`). n: how many people; more than
    one only when an officer counted. undone_at: an officer took it back.
    """

    __table_args__ = (
        UniqueConstraint("meeting_id", "mark", name="uq_attendance_mark"),
        UniqueConstraint("meeting_id", "person_id", name="uq_attendance_person"),
        UniqueConstraint("organisation_id", name="uq_attendance_organisation"),
        CheckConstraint(f"way IN {WAYS}", name="way"),
        CheckConstraint("n >= 1", name="n"),
    )

    id: int | None = key()
    meeting_id: int = ref("meeting.id", index=False)
    way: str
    sector: str | None = None
    province: str | None = None
    organisation_id: int | None = ref("meeting_organisation.id", nullable=True, index=False)
    mark: str | None = None
    origin: str | None = None
    person_id: int | None = ref("person.id", nullable=True)
    n: int = 1
    counted_at: datetime
    counted_by: str = ""
    undone_at: datetime | None = None


class HallScreen(SQLModel, table=True):
    """What the projector of a meeting shows. token_hash: of the secret in its address (SHA-256; it has 256 bits), None
    while it has none. The address itself is known to whoever opened it, and to nobody who reads the database.

    question: of `question` and `statements`, its name in the form. small: numbers from 1 to 4 are shown too.
    """

    __tablename__ = "hall_screen"
    __table_args__ = (
        CheckConstraint(f"screen IN {SCREENS}", name="screen"),
        CheckConstraint(f"ground IN {GROUNDS}", name="ground"),
    )

    id: int | None = key()
    meeting_id: int = ref("meeting.id", unique=True)
    token_hash: str | None = Field(default=None, unique=True)
    screen: str = "join"
    question: str = ""
    ground: str = "auto"
    small: bool = False
    timer_ends_at: datetime | None = None
    changed_at: datetime


class HallComment(SQLModel, table=True):
    """What an officer decided about showing a comment in the hall. The comment's words are read where they are kept."""

    __tablename__ = "hall_comment"
    __table_args__ = (UniqueConstraint("meeting_id", "comment_id"),)

    id: int | None = key()
    meeting_id: int = ref("meeting.id", index=False)
    comment_id: int = ref("comment.id")
    shown: bool
    moderated_by: str
    moderated_at: datetime
