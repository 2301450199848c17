"""The workbook of everything that a consultation gathered and came to, with a dictionary of its columns.

For the office: figures are whole. Free text has personal data masked; receipts, accounts and hours are not in it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, select

from admin.reports import catalogue
from admin.reports.outcome import Outcome
from admin.reports.workbook_answers import Asked, answers, asked
from admin.spreadsheet import Row, Sheets
from consultation.commitments.wording import said as commitment
from consultation.findings.wording import kind_name
from consultation.opinion.views import boards
from consultation.responses import service as responses
from consultation.responses.service import CommentView
from consultation.settings import settings
from consultation.themes import views
from consultation.themes.models import Assignment, Theme
from consultation.themes.values import ThemeSetView

FILE = "workbook.toml"
ORDER = (
    "facts", "figures", "items", "answers", "comments", "themes", "spread", "findings", "behind", "commitments",
    "statements", "notices",
)  # fmt: skip
_FIGURES = ("provinces", "sectors", "ages", "channels", "languages", "sources")

Record = Mapping[str, Any]


def workbook(session: Session, of: Outcome, consultation_id: int, said: Sequence[CommentView]) -> Sheets:
    """Every sheet, the dictionary first. said: the comments that count."""
    boards_of = [views.view(session, id) for id in _signed(session, consultation_id)]
    extra = asked(session, consultation_id)
    made: dict[str, Iterable[Record]] = {
        "facts": _facts(of),
        "figures": _figures(session, consultation_id),
        "items": _items(of),
        "answers": answers(session, consultation_id, extra),
        "comments": _comments(session, said, boards_of),
        "themes": _themes(boards_of),
        "spread": _spread(boards_of),
        "findings": _findings(of),
        "behind": _behind(of),
        "commitments": _commitments(of),
        "statements": _statements(session, consultation_id),
        "notices": _notices(of),
    }
    sheets = [(_words(name)["title"], _table(name, made[name], extra)) for name in ORDER]
    return [(_words("words")["dictionary"], _dictionary(extra)), *sheets]


def _words(section: str) -> Mapping[str, Any]:
    return catalogue.wording(FILE)[section]


def _columns(name: str, extra: Iterable[Asked]) -> list[tuple[str, str, str]]:
    """Key, heading and meaning of each column; the questions of the form after those of the answers."""
    found = [(key, heading, meaning) for key, heading, meaning in _words(name)["columns"]]
    if name != "answers":
        return found
    text = _words("words")
    return found + [
        (
            one.key,
            one.key,
            text["question_choices" if one.choices else "question"].format(
                label=one.label, choices=", ".join(one.choices.values())
            ),
        )
        for one in extra
    ]


def _table(name: str, records: Iterable[Record], extra: Iterable[Asked]) -> list[Row]:
    columns, text = _columns(name, extra), _words("words")
    heads: list[Row] = [tuple(heading for _, heading, _ in columns)]
    return heads + [tuple(_cell(record.get(key), text) for key, *_ in columns) for record in records]


def _cell(value: Any, text: Mapping[str, Any]) -> Any:
    if isinstance(value, bool):
        return text["yes"] if value else text["no"]
    return value if isinstance(value, int | float | str) or value is None else str(value)


def _dictionary(extra: Iterable[Asked]) -> list[Row]:
    text = _words("words")
    rows: list[Row] = [(text["sheet"], text["column"], text["meaning"])]
    return rows + [
        (_words(name)["title"], heading, meaning) for name in ORDER for _, heading, meaning in _columns(name, extra)
    ]


def _facts(of: Outcome) -> list[Record]:
    notice, result = of.notice, of.result
    values = (
        ("title", notice.title), ("code", notice.code), ("cluster", notice.cluster), ("opens", _day(notice.opens)),
        ("closes", _day(notice.closes)), ("people", result.people), ("attended", result.attended),
        ("comments", of.comments), ("plan", notice.plan), ("public", notice.public), ("made", _day(notice.made_at)),
        ("sample", notice.sample),
    )  # fmt: skip
    names = _words("fact")
    return [{"name": names[key], "value": value} for key, value in values]


def _figures(session: Session, consultation_id: int) -> list[Record]:
    found, names = responses.figures(session, consultation_id), _words("by")
    return [{"by": names[by], "name": one.name, "n": one.n} for by in _FIGURES for one in getattr(found, by)]


def _items(of: Outcome) -> list[Record]:
    return [
        {"question": item.question, "label": item.label, "base": item.base, "choice": one.name, "n": one.n}
        for item in of.items
        for one in item.counts
    ]


def _signed(session: Session, consultation_id: int) -> list[int]:
    """The newest signed-off set of each question."""
    listed = [one for one in views.listing(session, consultation_id) if one.signed_off_at is not None]
    return list({one.question: one.id for one in sorted(listed, key=lambda one: one.id)}.values())


def _comments(session: Session, said: Sequence[CommentView], boards_of: list[ThemeSetView]) -> list[Record]:
    numbers = _numbers(session, [board.about.id for board in boards_of])
    return [_comment(one, numbers.get(one.id, ())) for one in said]


def _comment(one: CommentView, themes: Iterable[int]) -> Record:
    return {
        "ref": one.ref, "response": one.response_id, "question": one.question, "text": one.text, "kind": one.kind,
        "themes": ", ".join(map(str, sorted(themes))), "province": one.province_name, "district": one.district_name,
        "sector": one.sector_name, "age": one.age_name, "language": one.language, "day": _day(one.created_at),
        "quote_ok": one.quote_ok,
    }  # fmt: skip


def _numbers(session: Session, sets: list[int]) -> dict[int, set[int]]:
    """The numbers of the themes that comments are in."""
    query = select(Assignment.comment_id, Theme.number).join(Theme, col(Theme.id) == col(Assignment.theme_id))
    found: dict[int, set[int]] = defaultdict(set)
    for comment, number in session.exec(query.where(col(Theme.theme_set_id).in_(sets))) if sets else ():
        found[comment].add(number)
    return found


def _themes(boards_of: list[ThemeSetView]) -> list[Record]:
    return [
        {
            "question": board.about.question_label, "number": theme.number, "label": theme.label,
            "edited": theme.edited, "people": theme.people, "comments": theme.comments,
            "signed_by": board.about.signed_off_by,
        }
        for board in boards_of
        for theme in board.themes
    ]  # fmt: skip


def _spread(boards_of: list[ThemeSetView]) -> list[Record]:
    return [
        {"question": board.about.question_label, "number": theme.number, "label": theme.label, "province": place.name,
         "n": place.n}
        for board in boards_of
        for theme in board.themes
        for place in theme.provinces
    ]  # fmt: skip


def _findings(of: Outcome) -> list[Record]:
    return [
        {
            "ref": one.ref, "statement": one.statement, "kind": kind_name(one.kind), "people": one.people,
            "provinces": ", ".join(f"{place.name} {place.n}" for place in one.provinces),
            "lines": "\n".join(line.name for line in one.lines),
            "decision": one.disposition.name if one.disposition else "",
            "reason": one.disposition.reason if one.disposition else "",
            "signed_by": one.disposition.signed_by if one.disposition else "",
            "comments": len(one.members),
        }
        for one in of.findings
    ]  # fmt: skip


def _behind(of: Outcome) -> list[Record]:
    """A row for each comment behind a finding: thousands of references find no room in a cell."""
    return [
        {"ref": one.ref, "comment": member.ref}
        for one in of.findings
        for member in sorted(one.members, key=lambda member: member.id)
    ]


def _commitments(of: Outcome) -> list[Record]:
    return [
        {
            "ref": one.finding.ref, "text": one.text, "owner": one.owner, "due": one.due.isoformat(),
            "state": commitment("state", one.state), "evidence": " ".join(filter(None, (one.evidence, one.link))),
        }
        for one in of.commitments
    ]  # fmt: skip


def _statements(session: Session, consultation_id: int) -> list[Record]:
    return [
        {
            "ref": one.ref, "question": board.question, "text": one.text, "state": one.state,
            "reason": " ".join(filter(None, (one.reason, one.words))), "agree": one.agree, "disagree": one.disagree,
            "passed": one.passed,
        }
        for board in boards(session, consultation_id)
        for one in board.statements
    ]  # fmt: skip


def _notices(of: Outcome) -> list[Record]:
    return [
        {
            "subject": notice.title, "channel": each.name, "place": each.place, "proof": each.proof is not None,
            "day": each.posted_on.isoformat() if each.posted_on else None,
        }
        for notice in of.notices
        for each in notice.postings
    ]  # fmt: skip


def _day(moment: Any) -> str | None:
    return moment.astimezone(settings().zone).date().isoformat() if moment else None
