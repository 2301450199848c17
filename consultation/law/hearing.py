"""The wizard of the regulation B.E. 2548: what was judged, by whom, and what is still missing; kept step by step.

Every step may be left half done: it is stored as it is, and `missing` says what is not there yet.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, select

from consultation import audit, clock
from consultation.consult.models import Consultation
from consultation.errors import not_found
from consultation.forms import service as forms
from consultation.law import due, told
from consultation.law.models import HearingTest
from consultation.law.rules import rules
from consultation.law.wording import refused, said, said_date

LONGEST = 6_000  # characters of one fact
KIND = "hearing_2548"


class Judged(BaseModel):
    """The four-part test as it was judged. answers: by key, those that were given. by: whose judgement it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    answers: Mapping[str, bool]
    reason: str = ""
    by: str = ""
    on: date | None = None


def find(session: Session, consultation_id: int) -> HearingTest | None:
    """What the wizard knows; None when nobody has begun it."""
    return session.exec(select(HearingTest).where(HearingTest.consultation_id == consultation_id)).first()


def of_many(session: Session, consultations: Sequence[int]) -> dict[int, HearingTest]:
    """What the wizard knows of many consultations; one that is missing has not begun it."""
    query = select(HearingTest).where(col(HearingTest.consultation_id).in_(consultations))
    return {row.consultation_id: row for row in session.exec(query)} if consultations else {}


def judge(session: Session, consultation_id: int, judged: Judged, actor: str) -> HearingTest:
    """Keep the answers of the test, with whose judgement it is and of which day. Raises Refused."""
    if judged.on is not None and judged.on > due.today():
        raise refused("decided_future", day=said_date(judged.on))
    known = {ask.key for ask in rules().test}
    answers = {key: answer for key, answer in judged.answers.items() if key in known}
    _short(said("missing", "reason"), judged.reason)
    values = {"test": answers, "test_reason": judged.reason.strip(), "decided_by": judged.by.strip()}
    return _keep(session, consultation_id, actor, "test", {**values, "decided_on": judged.on})


def tell_facts(session: Session, consultation_id: int, facts: Mapping[str, str], actor: str) -> HearingTest:
    """Keep some of the eight facts; those that are not given stay. The questionnaire tells them from now on, until the
    hearing is announced (`told`). Raises Refused for one that is too long."""
    labels = {fact.key: fact.label for fact in rules().facts}
    given = {key: text.strip() for key, text in facts.items() if key in labels}
    for key, text in given.items():
        _short(labels[key], text)
    row = find(session, consultation_id)
    before = dict(row.facts) if row is not None else {}
    changed = {key: text for key, text in {**before, **given}.items() if text}
    moved = {"facts_at": clock.now()} if changed != before else {}
    kept = _keep(session, consultation_id, actor, "facts", {"facts": changed, **moved})
    _tell(session, consultation_id, actor)
    return kept


def _tell(session: Session, consultation_id: int, actor: str) -> None:
    """Let the questionnaire say what the wizard knows by now; an approval of what it said before is taken back."""
    of = session.get_one(Consultation, consultation_id)
    if of.state in told.FILLING and forms.exists(session, consultation_id):
        form = forms.current(session, consultation_id)
        if told.behind(session, of, form):
            forms.save(session, consultation_id, form, actor, act="")


def choose_methods(session: Session, consultation_id: int, methods: list[str], details: str, actor: str) -> HearingTest:
    """Keep by which methods of ข้อ 9 people are heard, and where. Raises Refused."""
    known = [method.key for method in rules().methods]
    if unknown := [key for key in methods if key not in known]:
        raise refused("method_unknown", given=unknown[0])
    _short(said("missing", "methods"), details)
    values = {"methods": [key for key in known if key in methods], "method_details": details.strip()}
    return _keep(session, consultation_id, actor, "methods", values)


def weigh(session: Session, consultation_id: int, level: str, reason: str, actor: str) -> HearingTest:
    """Keep how grave the impact is thought to be, and why. Raises Refused."""
    if level and level not in {each.key for each in rules().levels}:
        raise refused("level_unknown", given=level)
    _short(said("missing", "impact_reason"), reason)
    return _keep(session, consultation_id, actor, "impact", {"impact": level, "impact_reason": reason.strip()})


def ask_exemption(session: Session, consultation_id: int, reason: str, actor: str) -> HearingTest:
    """Ask that the notice period need not be kept, because … Raises Refused."""
    row = find(session, consultation_id)
    if not reason.strip():
        raise refused("exempt_reason")
    _short(said("missing", "reason"), reason)
    if row is not None and row.exemption == "asked":
        raise refused("exempt_asked", by=row.exempt_asked_by)
    values = {"exemption": "asked", "exempt_reason": reason.strip(), "exempt_asked_by": actor}
    fresh = {"exempt_asked_at": clock.now(), "exempt_decided_by": "", "exempt_decided_at": None, "exempt_answer": ""}
    return _keep(session, consultation_id, actor, "exemption.ask", {**values, **fresh})


def decide_exemption(session: Session, consultation_id: int, approve: bool, answer: str, actor: str) -> HearingTest:
    """Approve an exemption that somebody else asked for, or send it back with a reason. Raises Refused."""
    row = find(session, consultation_id)
    if row is None or row.exemption != "asked":
        raise refused("exempt_none")
    if row.exempt_asked_by == actor:
        raise refused("exempt_self", by=actor)
    if not approve and not answer.strip():
        raise refused("exempt_answer")
    values = {"exemption": "approved" if approve else "refused", "exempt_answer": answer.strip()}
    decided = {"exempt_decided_by": actor, "exempt_decided_at": clock.now()}
    return _keep(session, consultation_id, actor, "exemption.decide", {**values, **decided})


def missing(row: HearingTest | None) -> dict[str, list[str]]:
    """What is still missing, by step, in words; a step that is complete is not there."""
    of, found = rules(), dict[str, list[str]]()
    test = row.test if row else {}
    unanswered = sum(ask.key not in test for ask in of.test)
    if unanswered:
        found.setdefault("test", []).append(said("missing", "test", n=unanswered))
    if not (row and row.decided_by and row.decided_on):
        found.setdefault("test", []).append(said("missing", "decided"))
    if not (row and row.test_reason):
        found.setdefault("test", []).append(said("missing", "reason"))
    if untold := sum(fact.key not in (row.facts if row else {}) for fact in of.facts):
        found["facts"] = [said("missing", "facts", n=untold)]
    if not (row and row.methods):
        found["methods"] = [said("missing", "methods")]
    if not (row and row.impact):
        found["impact"] = [said("missing", "impact")]
    elif not row.impact_reason:
        found["impact"] = [said("missing", "impact_reason")]
    return found


def not_met(row: HearingTest | None) -> list[str]:
    """The conditions of ข้อ 4 that were answered with no, as they are asked."""
    return [ask.ask for ask in rules().test if row is not None and row.test.get(ask.key) is False]


def exempt(row: HearingTest | None) -> bool:
    """Whether the notice period need not be kept."""
    return row is not None and row.exemption == "approved"


def _keep(session: Session, consultation_id: int, actor: str, what: str, values: dict[str, Any]) -> HearingTest:
    if session.get(Consultation, consultation_id) is None:
        raise not_found("consultation_not_found", id=consultation_id)
    row = find(session, consultation_id)
    if row is None:
        row = HearingTest(
            consultation_id=consultation_id, test={}, facts={}, methods=[], recorded_at=clock.now(), recorded_by=actor
        )
    before = {name: getattr(row, name) for name in values}
    if before == values:
        return row
    for name, value in values.items():
        setattr(row, name, value)
    row.recorded_at, row.recorded_by = clock.now(), actor
    session.add(row)
    session.flush()
    record(session, actor, f"law.{what}", consultation_id, before, values)
    return row


def record(
    session: Session,
    actor: str,
    act: str,
    consultation_id: int,
    before: Mapping[str, object] | None,
    after: Mapping[str, object],
) -> None:
    """Write an act on a consultation's law into the audit record."""
    plain = [None if of is None else {name: _plain(value) for name, value in of.items()} for of in (before, after)]
    audit.record(session, actor, act, f"consultation:{consultation_id}", before=plain[0], after=plain[1])


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _short(what: str, text: str) -> None:
    if len(text) > LONGEST:
        raise refused("too_long", what=what, n=f"{len(text):,}", most=f"{LONGEST:,}")
