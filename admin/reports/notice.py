"""What a notice of a consultation and a notice of its results say, as values; both documents draw from these alone.

Texts are as stored; official wording, Thai digits and dates are put in by `notice_compose` and `notice_result`. A text
that nobody has given is empty: the document then shows dots in its place and calls itself a draft.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from admin.reports.document import Count


@dataclass(frozen=True)
class WayIn:
    """A way into the consultation that is connected: key such as "line", its name, where it leads."""

    key: str
    title: str
    link: str


@dataclass(frozen=True)
class MeetingFacts:
    """A meeting that was not called off. join: where one checks in; link: where one takes part from afar.

    online: it is held nowhere else.
    """

    title: str
    starts_at: datetime
    ends_at: datetime | None
    mode: str
    place: str
    link: str = ""
    plan_version: str = ""
    agenda: str = ""
    join: str = ""
    online: bool = False


@dataclass(frozen=True)
class LawFacts:
    """What the regulation B.E. 2548 wants told: the eight facts as label and text, methods, and where.

    notice_days: how long a notice stands before the beginning; exempt: that period was waived by somebody who may.
    """

    facts: tuple[tuple[str, str], ...] = ()
    methods: tuple[str, ...] = ()
    method_details: str = ""
    notice_days: int = 15
    posted_on: date | None = None
    exempt: bool = False


@dataclass(frozen=True)
class NoticeData:
    """A notice. entries: what the office wrote for its documents, by key of `consultation.announcements`."""

    kind: str
    office: str
    cluster: str
    provinces: tuple[str, ...]
    title: str
    code: str
    public: str
    opens: datetime | None
    closes: datetime | None
    result_due: date | None
    result_days: int
    plan: str
    period: str
    plan_version: str
    ways: tuple[WayIn, ...]
    meetings: tuple[MeetingFacts, ...]
    law: LawFacts
    entries: Mapping[str, str]
    emblem: bytes
    made_at: datetime
    sample: bool = False

    def entry(self, key: str) -> str:
        """What the office wrote, empty when nothing."""
        return self.entries.get(key, "")

    def day(self, key: str) -> date | None:
        """A day that the office wrote."""
        return date.fromisoformat(self.entries[key]) if self.entries.get(key) else None


@dataclass(frozen=True)
class ThemeFacts:
    """A main theme: its name, people, and how many people of each province."""

    label: str
    people: int
    provinces: tuple[Count, ...] = ()


@dataclass(frozen=True)
class QuestionThemes:
    """The themes of one question, of a set that was signed off; people: who answered it."""

    question: str
    people: int
    themes: tuple[ThemeFacts, ...]


@dataclass(frozen=True)
class ResultData:
    """A notice of results. people: who sent answers. attended: people counted at meetings, apart from these."""

    notice: NoticeData
    closed: bool
    people: int
    channels: tuple[Count, ...]
    provinces: tuple[Count, ...]
    sectors: tuple[Count, ...]
    questions: tuple[QuestionThemes, ...]
    unsigned: int = 0
    attended: int = 0
    meetings: tuple[MeetingFacts, ...] = field(default=())
