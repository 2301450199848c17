"""What a consultation came to, as one value: the documents that sum it up draw from it alone.

Numbers are whole, as the officers' pages show them; the documents hide what is small. Texts are as stored.
"""

from dataclasses import dataclass
from datetime import date

from admin.reports.document import Count
from admin.reports.notice import NoticeData, ResultData
from consultation.commitments.service import CommitmentView
from consultation.findings.values import FindingView
from consultation.law.notices import Notice
from consultation.responses.service import QuestionFigures


@dataclass(frozen=True)
class Local:
    """A province with the findings that only its people raised."""

    name: str
    findings: tuple[FindingView, ...]


@dataclass(frozen=True)
class Outcome:
    """A consultation with all that came of it.

    summary, limits, answer: of the result that stands, else of the one being written. items: the closed questions.
    notices: what was made known where. questions: of the form, in its order. organisations: that were invited.
    committee: whom the memo is for. ages: of those who answered. comments: how many free texts count.
    """

    result: ResultData
    summary: str
    limits: str
    answer: str
    ages: tuple[Count, ...]
    comments: int
    items: tuple[QuestionFigures, ...]
    findings: tuple[FindingView, ...]
    commitments: tuple[CommitmentView, ...]
    notices: tuple[Notice, ...]
    questions: tuple[str, ...]
    organisations: tuple[str, ...]
    local: tuple[Local, ...]
    committee: str
    old: bool = False
    published_on: date | None = None

    @property
    def notice(self) -> NoticeData:
        """What is told of the consultation itself."""
        return self.result.notice

    @property
    def shared(self) -> tuple[FindingView, ...]:
        """Findings of people of two provinces or more."""
        return tuple(finding for finding in self.findings if finding.shared)

    @property
    def by_people(self) -> tuple[FindingView, ...]:
        """Findings, those of most people first."""
        return tuple(sorted(self.findings, key=lambda finding: (-finding.people, finding.number)))
