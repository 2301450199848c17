"""Units of work on replies: what there is to tell, what it says, whom it would reach, and sending it once."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from consultation import audit, clock, ids, jobs
from consultation.commitments import service as commitments
from consultation.commitments.models import Commitment
from consultation.commitments.service import CommitmentView
from consultation.consult import life
from consultation.consult.models import Consultation
from consultation.consult.reaching import consulted
from consultation.daylight import in_daylight
from consultation.findings import deciding
from consultation.findings.models import Finding
from consultation.findings.tracing import link_to
from consultation.findings.values import DispositionView
from consultation.lifecycle import results
from consultation.outbox import service as outbox
from consultation.replies import audience, saying
from consultation.replies.models import Reply, ReplyRound
from consultation.replies.values import Occasion, Preview, Sample
from consultation.replies.wording import not_found, refused, said
from consultation.rights import EVERYWHERE, Reach
from consultation.settings import settings
from consultation.talk.wording import THAI, short_date

SEND_JOB = "replies.send"
AT_ONCE = 200
SAMPLES = 4
NONCE = 16  # characters of 31 letters: nobody guesses one


def occasions(session: Session, consultation_id: int) -> list[Occasion]:
    """What those concerned may be told of a consultation, the newest first: told, being told, and not yet told.

    Of a finding its newest signed disposition, of a commitment its newest state, of the results the newest version;
    what was told before stays in the list.
    """
    of = session.get_one(Consultation, consultation_id)
    standing = (Finding.consultation_id == consultation_id, col(Finding.withdrawn_at).is_(None))
    found = [_result(session, of)]
    for finding in session.exec(select(Finding).where(*standing).order_by(col(Finding.number))).all():
        if (made := deciding.standing(session, finding.id or 0)) is not None:
            found.append(_disposition(session, finding, made))
        found += [_commitment(session, finding, one) for one in commitments.of_finding(session, finding.id or 0)]
    rounds = {
        row.of: row for row in session.exec(select(ReplyRound).where(ReplyRound.consultation_id == consultation_id))
    }
    now = [_with(one, rounds.pop(one.of, None)) for one in found if one is not None]
    return sorted([*now, *(_past(session, row) for row in rounds.values())], key=lambda one: one.at, reverse=True)


def untold(session: Session, there: Reach = EVERYWHERE) -> dict[int, int]:
    """How many things there are to tell and nobody has decided about, by consultation within reach."""
    standing = (col(Finding.withdrawn_at).is_(None), *consulted(there, col(Finding.consultation_id)))
    ids = set(session.exec(select(Finding.consultation_id).where(*standing)))
    found = {id: sum(one.state in ("", "draft") for one in occasions(session, id)) for id in ids}
    return {id: n for id, n in found.items() if n}


def find(session: Session, consultation_id: int, of: str) -> Occasion:
    """One thing to tell. Raises NotFound."""
    one = next((each for each in occasions(session, consultation_id) if each.of == of), None)
    if one is None:
        raise not_found("unknown")
    return one


def write(session: Session, consultation_id: int, of: str, texts: Mapping[str, str], actor: str) -> Occasion:
    """Keep what will be said. Raises Refused once it is on its way."""
    kept, row = saying.checked(texts), _round(session, consultation_id, of)
    if row.state not in ("draft", "dropped"):
        raise refused("over")
    row.texts, row.state, row.version = kept, "draft", row.version + 1
    session.add(row)
    session.flush()
    audit.record(session, actor, "reply.write", f"reply_round:{row.id}", after={"of": of, "texts": kept})
    return find(session, consultation_id, of)


def preview(session: Session, consultation_id: int, of: str) -> Preview:
    """Whom it would reach now, and what some of them would read. Changes nothing."""
    one = find(session, consultation_id, of)
    row = session.exec(select(ReplyRound).where(ReplyRound.of == of)).first() or _unsaved(one)
    behind = audience.behind(session, row)
    these = audience.reached(session, row, behind)
    out, channels, languages = audience.counted(these)
    consultation = session.get_one(Consultation, consultation_id)
    samples: dict[tuple[str, str], Sample] = {}
    for each in these:
        if (contact := each.contact) is not None and (contact.channel, contact.language) not in samples:
            turn = saying.turn(consultation, one.texts, each.behind.words, contact.language, "X" * NONCE)
            samples[contact.channel, contact.language] = Sample(
                channel=contact.channel, language=contact.language, turn=turn
            )
    return Preview(
        people=len(behind), send=len(behind) - sum(out.values()), out=_in_order(out), channels=dict(channels),
        languages=dict(languages), samples=tuple(samples.values())[:SAMPLES],
    )  # fmt: skip


def send(session: Session, consultation_id: int, of: str, expected: int, actor: str) -> None:
    """Let it go to everybody whom it reaches. expected: how many the officer saw; others are refused."""
    row = _round(session, consultation_id, of)
    if row.state != "draft":
        raise refused("over")
    now = preview(session, consultation_id, of).send
    if now != expected:
        raise refused("count_changed", before=expected, now=now)
    if not now:
        raise refused("nobody")
    row.texts = row.texts or find(session, consultation_id, of).texts
    row.state, row.sent_at, row.sent_by, row.version = "sending", clock.now(), actor, row.version + 1
    session.add(row)
    session.flush()
    jobs.enqueue(session, SEND_JOB, {"round": row.id}, key=f"{SEND_JOB}:{row.id}")
    after = {"of": of, "people": now, "texts": row.texts}
    audit.record(session, actor, "reply.send", f"reply_round:{row.id}", after=after)


def drop(session: Session, consultation_id: int, of: str, actor: str) -> None:
    """Decide that nobody is told of this. It can be taken up again by writing it."""
    row = _round(session, consultation_id, of)
    if row.state != "draft":
        raise refused("over")
    row.state, row.version = "dropped", row.version + 1
    session.add(row)
    session.flush()
    audit.record(session, actor, "reply.drop", f"reply_round:{row.id}", after={"of": of})


def put_some(session: Session, round_id: int, at_once: int = AT_ONCE) -> bool:
    """Put the next people of a round into the outbox, in one transaction; whether anybody is left."""
    held = select(ReplyRound).where(ReplyRound.id == round_id).with_for_update()
    row = session.exec(held.execution_options(populate_existing=True)).first()
    if row is None or row.state != "sending":
        return False
    some = audience.behind(session, row, row.after, at_once)
    of = session.get_one(Consultation, row.consultation_id)
    for one in audience.reached(session, row, some):
        if (contact := one.contact) is None or contact.id is None:
            continue
        nonce = ids.code(NONCE)
        turn = saying.turn(of, row.texts, one.behind.words, contact.language, nonce)
        when = in_daylight(clock.now())
        outbox_id = outbox.put(
            session, contact.id, turn, lane="broadcast", not_before=when, consultation_id=row.consultation_id
        )
        session.add(
            Reply(
                round_id=round_id, contact_id=contact.id, outbox_id=outbox_id, nonce=nonce, language=contact.language,
                put_at=clock.now(),
            )
        )  # fmt: skip
        session.flush()
    row.after = some[-1].person_id if some else row.after
    row.state = "sending" if len(some) == at_once else "sent"
    session.add(row)
    return row.state == "sending"


def _round(session: Session, consultation_id: int, of: str) -> ReplyRound:
    """The row of what is to be told, held; made when there is none yet. Raises NotFound for what there is not."""
    one = find(session, consultation_id, of)
    session.exec(select(Consultation).where(Consultation.id == consultation_id).with_for_update()).one()
    held = select(ReplyRound).where(ReplyRound.of == of).with_for_update()
    row = session.exec(held.execution_options(populate_existing=True)).first()
    if row is None:
        row = _unsaved(one)
        session.add(row)
        session.flush()
    return row


def _unsaved(one: Occasion) -> ReplyRound:
    return ReplyRound(
        consultation_id=one.consultation_id, finding_id=one.finding.id if one.finding else None,
        commitment_id=one.commitment.id if one.commitment else None, occasion=one.kind, of=one.of, texts=one.texts,
        created_at=clock.now(),
    )  # fmt: skip


def _result(session: Session, of: Consultation) -> Occasion | None:
    newest = results.newest(session, of.id or 0) if of.state in life.RESULTS else None
    if newest is None or newest.published_at is None:
        return None
    key = f"result:{of.id}:{newest.version}"
    return _made("result", key, of.id or 0, newest.published_at, said("we", "result"))


def _disposition(session: Session, row: Finding, made: DispositionView) -> Occasion:
    where = made.lines[0].name if made.lines else ""
    we = said("we", made.decision, where=where, reason=made.reason, agency=made.agency)
    key, at = f"disposition:{made.id}", made.signed_at or made.decided_at
    return _made("disposition", key, row.consultation_id, at, we, row, disposition=made)


def _commitment(session: Session, row: Finding, one: CommitmentView) -> Occasion:
    newest = one.moves[0] if one.moves else None
    due = short_date(datetime.combine(one.due, datetime.min.time(), settings().zone), settings().timezone)
    we = said("we", one.state, text=one.text, due=due, owner=one.owner, reason=newest.note if newest else "")
    key = f"move:{newest.id}" if newest else f"commitment:{one.id}"
    return _made("commitment", key, row.consultation_id, one.updated_at, we, row, commitment=one)


def _made(
    kind: str, of: str, consultation_id: int, at: datetime, we: str, row: Finding | None = None,
    disposition: DispositionView | None = None, commitment: CommitmentView | None = None,
) -> Occasion:  # fmt: skip
    we = we if len(we) <= saying.LONGEST else we[: saying.LONGEST - 1] + "…"
    return Occasion(
        kind=kind, of=of, consultation_id=consultation_id, at=at, we=we, texts={THAI: we}, state="",
        finding=link_to(row) if row else None, disposition=disposition, commitment=commitment,
    )  # fmt: skip


def _with(one: Occasion, row: ReplyRound | None) -> Occasion:
    if row is None:
        return one
    kept = {"texts": row.texts or one.texts, "state": row.state, "sent_at": row.sent_at, "sent_by": row.sent_by}
    return one.model_copy(update=kept)


def _past(session: Session, row: ReplyRound) -> Occasion:
    """What was told or written of something that newer things have taken the place of."""
    finding = session.get(Finding, row.finding_id) if row.finding_id is not None else None
    commitment = session.get(Commitment, row.commitment_id) if row.commitment_id is not None else None
    view = commitments.find(session, commitment.id or 0) if commitment is not None else None
    of = _made(row.occasion, row.of, row.consultation_id, row.created_at, row.texts.get(THAI, ""), finding, None, view)
    return _with(of, row).model_copy(update={"state": "dropped" if row.state == "draft" else row.state})


def _in_order(out: Counter[str]) -> dict[str, int]:
    return {why: out[why] for why in audience.OUT if out[why]}
