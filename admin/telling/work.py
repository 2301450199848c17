"""The jobs that tell officers: a round on each working morning, and one mail after another.

A round tells each account in a transaction of its own that also notes the morning, so that one that is killed goes on
with those who have not been told. A message that is put in twice cannot happen; a mail can arrive twice when a process
dies between the server's answer and its record.
"""

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import delete
from sqlmodel import Session, col

from admin.accounts import service as accounts
from admin.accounts.models import Account
from admin.telling import mail
from admin.telling.news import PAGE, News, is_working, news
from admin.telling.wording import say
from consultation import clock, daylight, jobs
from consultation.db import Database
from consultation.jobs import Claimed, Handler, Job
from consultation.law import due
from consultation.lifecycle.values import Mover
from consultation.officers import service as officers
from consultation.settings import settings
from consultation.vault import Vault

MORNING_JOB, MAIL_JOB = "officers.morning", "officers.mail"
MOST_TRIES = 12  # of a mail: about an hour, which is longer than a server that greets strangers late lets them wait
_TIMER = "system"


def handlers(db: Database, vault: Vault) -> dict[str, Handler]:
    """The handlers of these jobs."""
    return {MORNING_JOB: partial(morning, db), MAIL_JOB: partial(mail_one, db, vault)}


def begin(session: Session) -> None:
    """Put the next round in. Any number of processes may begin it."""
    now = clock.now().astimezone(settings().zone)
    day = now.date() if now.time() < settings().morning else now.date() + timedelta(days=1)
    at = datetime.combine(day, settings().morning, settings().zone)
    jobs.enqueue_once(session, MORNING_JOB, {}, key=f"{MORNING_JOB}:{day}", at=at)


async def morning(db: Database, job: Claimed) -> None:
    """Handle `officers.morning`: tell every account what it wants to know today.

    A round that is late is made up for on its day, but not at night: the next morning tells the same.
    """
    await db.write(_next)
    local = clock.now().astimezone(settings().zone)
    if local.time() < settings().morning or local.time() >= daylight.EVENING:
        return
    if not await db.read(is_working, due.today()):
        return
    for account_id in await db.read(officers.accounts):
        await db.write(tell, account_id)


def tell(session: Session, account_id: int) -> bool:
    """Tell one account, once a morning; whether there was something to tell. One that may not enter is forgotten."""
    account = session.get(Account, account_id)
    if account is None or account.disabled_at is not None:
        officers.drop(session, account_id, _TIMER)
        return False
    today = due.today()
    choice = officers.begin_morning(session, account_id, today)
    if choice is None:
        return False
    found = _news(session, account, choice)
    if found.empty:
        return False
    officers.tell(session, account_id, found.text())
    _mail_later(session, account_id, "")
    return True


def test(session: Session, account_id: int) -> int:
    """Send a trial to every chat of an account that can be reached, and to its mail; to how many chats."""
    _mail_later(session, account_id, f":test:{clock.now().isoformat()}")
    base = settings().base_url.rstrip("/")
    return officers.tell(session, account_id, say("test", page=f"{base}{PAGE}"))


async def mail_one(db: Database, vault: Vault, job: Claimed) -> None:
    """Handle `officers.mail`: what is to be told is read anew; of another day than today it is told no more."""
    found = await db.read(_to_mail, vault, job.payload)
    if found is not None and mail.configured(settings()):
        await mail.send(settings(), *found)


def _to_mail(session: Session, vault: Vault, payload: dict[str, str]) -> tuple[str, str, str] | None:
    """The address, the subject and the text of a mail; None when there is nothing to send any more."""
    account = session.get(Account, int(payload["account"]))
    if account is None or account.disabled_at is not None or payload["day"] != due.today().isoformat():
        return None
    told = officers.of_account(session, vault, int(payload["account"]))
    if not told.mail:
        return None
    if payload["test"]:
        base = settings().base_url.rstrip("/")
        return told.mail, say("test_subject"), say("test", page=f"{base}{PAGE}")
    found = _news(session, account, told.choice)
    return None if found.empty else (told.mail, found.subject, found.text())


def _news(session: Session, account: Account, choice: officers.Choice) -> News:
    return news(session, Mover(name=account.name, grants=accounts.view(session, account).grants), choice, due.today())


def _mail_later(session: Session, account_id: int, test: str) -> None:
    """Put a mail in; where the account has no address, or mail is not set up, its job does nothing."""
    if not mail.configured(settings()):
        return
    day = due.today().isoformat()
    payload = {"account": account_id, "day": day, "test": test}
    key = f"{MAIL_JOB}:{account_id}:{day}{test}"
    jobs.enqueue(session, MAIL_JOB, payload, key=key, max_attempts=MOST_TRIES)


def _next(session: Session) -> None:
    """Put the next round in, and forget old ones."""
    begin(session)
    old = (col(Job.done_at).is_not(None), col(Job.run_at) < clock.now() - timedelta(days=7))
    session.connection().execute(delete(Job).where(col(Job.kind).in_((MORNING_JOB, MAIL_JOB)), *old))
