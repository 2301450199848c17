"""Which handler does which kind of job. A kind that is not here is not claimed by this program."""

from collections.abc import Mapping
from functools import partial

from bot import retention
from consultation.consult.service import CLOSE_JOB, OPEN_JOB
from consultation.consult.timers import close_at_its_time, open_at_its_time
from consultation.db import Database
from consultation.jobs import Handler
from consultation.privacy import forget, links, unlink
from consultation.talk import remind
from consultation.themes import work
from consultation.vault import Vault

# Every store of personal data of every room, in the order in which they are cut.
PERSONAL_STORES = (*links.STORES, *retention.STORES)


def handlers(db: Database, vault: Vault) -> Mapping[str, Handler]:
    """Every kind of job with what does it."""
    timers = {OPEN_JOB: partial(open_at_its_time, db), CLOSE_JOB: partial(close_at_its_time, db)}
    privacy = {**unlink.handlers(db, PERSONAL_STORES), **forget.handlers(db, vault, PERSONAL_STORES)}
    return {**timers, **work.handlers(db), **privacy, **remind.handlers(db)}
