"""What the API answers with. Counts are of people unless named otherwise; times are ISO 8601 with their zone."""

from datetime import datetime

from consultation.consult.service import ConsultationView
from consultation.opinion.views import Board
from consultation.responses.service import Count, Figures
from consultation.themes.values import MemberView, StanceView, ThemeSetView, ThemeView, Value


class ConsultationOut(Value):
    """A consultation. cluster: the number within its scheme; names alone do not identify a cluster.

    state: draft, approved, announced, open, closed, analysed, published, answered or cancelled. phase: whether answers
    are taken: before, open or after. level: of participation, 1 (inform) to 5 (empower). sampling: open, invited or
    quota; an open one is no statistical sample.
    """

    id: int
    code: str
    title: str
    kind: str
    state: str
    phase: str
    level: int
    sampling: str
    scheme: str
    cluster: int
    cluster_name: str
    opened_at: datetime | None
    closes_at: datetime | None
    closed_at: datetime | None
    result_due: datetime | None
    published_at: datetime | None
    sample: bool


class Consultations(Value):
    """A page of consultations, newest first. next: the cursor of the next page; null at the end."""

    consultations: tuple[ConsultationOut, ...]
    next: str | None = None


class ConsultationDetail(ConsultationOut):
    """A consultation with who has answered. An open link is not a statistical sample."""

    submitted: int
    started: int
    provinces: tuple[Count, ...]
    sectors: tuple[Count, ...]
    ages: tuple[Count, ...]
    channels: tuple[Count, ...]
    languages: tuple[Count, ...]
    sources: tuple[Count, ...]
    represented: int
    last_at: datetime | None


class QuoteOut(Value):
    """A representative comment with personal data masked; its text is empty when its author did not agree."""

    ref: str
    href: str
    text: str
    province: str
    sector: str


class ThemeOut(Value):
    """A theme. machine_label: what the machine called it; empty for one that people made."""

    number: int
    label: str
    machine_label: str
    description: str
    edited: bool
    people: int
    comments: int
    shared: bool
    provinces: tuple[Count, ...]
    sectors: tuple[Count, ...]
    stances: tuple[StanceView, ...]
    quotes: tuple[QuoteOut, ...]


class ThemeSetOut(Value):
    """A theme set. ungrouped: comments without a theme, by reason."""

    id: int
    question: str
    question_label: str
    state: str
    version: int
    people: int
    comments: int
    signed_off_at: datetime | None
    signed_off_by: str | None
    themes: tuple[ThemeOut, ...]
    ungrouped: tuple[Count, ...]


class Themes(Value):
    """The newest theme set of each question: the signed-off one, else the draft."""

    theme_sets: tuple[ThemeSetOut, ...]


class StatementOut(Value):
    """A statement to vote on, personal data masked, with its votes by submitted responses.

    state: waiting, accepted or rejected. seed: put in by an officer. meta: about those who vote. A vote is input to a
    plan and no referendum.
    """

    id: int
    ref: str
    text: str
    language: str
    translations: dict[str, str]
    seed: bool
    meta: bool
    state: str
    reason: str
    agree: int
    disagree: int
    passed: int
    created_at: datetime
    moderated_at: datetime | None


class StatementsOut(Value):
    """The statements of one question. people: who voted on any of them."""

    question: str
    question_label: str
    people: int
    votes: int
    statements: tuple[StatementOut, ...]


class Statements(Value):
    """The statements of each question that asks for votes."""

    questions: tuple[StatementsOut, ...]


def statements_out(board: Board) -> StatementsOut:
    """The statements of a question as the API shows them."""
    return StatementsOut(
        question=board.question,
        question_label=board.label,
        people=board.people,
        votes=board.votes,
        statements=tuple(
            StatementOut.model_validate(one.model_dump(include=set(StatementOut.model_fields)))
            for one in board.statements
        ),
    )


def consultation_out(view: ConsultationView) -> ConsultationOut:
    """A consultation as the API shows it."""
    return ConsultationOut.model_validate(view.model_dump(include=set(ConsultationOut.model_fields)))


def consultation_detail(view: ConsultationView, figures: Figures) -> ConsultationDetail:
    """A consultation with its figures."""
    return ConsultationDetail(**consultation_out(view).model_dump(), **figures.model_dump())


def theme_set_out(seen: ThemeSetView) -> ThemeSetOut:
    """A theme set as the API shows it."""
    return ThemeSetOut(
        **seen.about.model_dump(
            include={
                "id", "question", "question_label", "state", "version", "comments", "signed_off_at", "signed_off_by",
            }
        ),
        people=seen.people,
        themes=tuple(_theme(theme) for theme in seen.themes),
        ungrouped=seen.ungrouped,
    )  # fmt: skip


def _theme(theme: ThemeView) -> ThemeOut:
    return ThemeOut(
        **theme.model_dump(include=set(ThemeOut.model_fields) - {"quotes", "shared"}),
        shared=theme.shared,
        quotes=tuple(_quote(quote) for quote in theme.quotes),
    )


def _quote(member: MemberView) -> QuoteOut:
    return QuoteOut(
        ref=member.ref,
        href=f"/admin/planner/comments/{member.id}",
        text=member.said if member.quote_ok else "",
        province=member.province_name,
        sector=member.sector_name,
    )
