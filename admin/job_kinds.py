"""Which handler does which kind of job. A kind that is not here is not claimed by this program."""

from collections.abc import Mapping, Sequence
from functools import partial

from admin.exports import cutting as archives
from admin.exports import service as exports
from admin.telling import work as telling
from admin.webhooks import work as webhooks
from bot import retention, tending
from bot.channel import Channel
from bot.fetching import fetcher
from consultation.attachments import fetching
from consultation.consult.service import CLOSE_JOB, OPEN_JOB
from consultation.db import Database
from consultation.entry import work as entry
from consultation.jobs import Handler
from consultation.law import reminders
from consultation.lifecycle.timers import close_at_its_time, open_at_its_time
from consultation.opinion import work as opinion
from consultation.privacy import forget, links, sweeping, unlink
from consultation.replies import work as replies
from consultation.search import fill
from consultation.talk import reask, remind
from consultation.themes import work
from consultation.themes.learning import relearning
from consultation.traits import work as traits
from consultation.vault import Vault

# Every store of personal data of every room, in the order in which they are cut.
PERSONAL_STORES = (archives.STORE, *links.STORES, *retention.STORES)


def handlers(db: Database, vault: Vault, channels: Sequence[Channel]) -> Mapping[str, Handler]:
    """Every kind of job with what does it. channels: those that can be asked for what citizens sent."""
    timers = {OPEN_JOB: partial(open_at_its_time, db), CLOSE_JOB: partial(close_at_its_time, db)}
    media = fetching.handlers(db, vault, fetcher(channels))
    privacy = {**unlink.handlers(db, PERSONAL_STORES), **forget.handlers(db, vault, PERSONAL_STORES)}
    privacy |= sweeping.handlers(db)
    sending = tending.handlers(db, channels)
    later = {**remind.handlers(db), **reask.handlers(db), **reminders.handlers(db), **replies.handlers(db)}
    themes = {**work.handlers(db), **relearning.handlers(db), **traits.handlers(db)}
    computed = {**themes, **opinion.handlers(db), **fill.handlers(db)}
    computed |= telling.handlers(db, vault) | exports.handlers(db, vault) | webhooks.handlers(db, vault)
    return {**entry.handlers(db, vault), **timers, **sending, **computed, **media, **privacy, **later}
