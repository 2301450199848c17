"""`ลบข้อมูลของฉัน`: asked once how, done at once, and confirmed with its time."""

from consultation import clock, ids
from consultation.broadcast.leaving import leave
from consultation.people import service as people
from consultation.privacy import mine
from consultation.privacy.forget import forget, forget_account_later
from consultation.subscriptions import service as subscriptions
from consultation.talk.caller import Caller, Heard, asking, tag
from consultation.talk.model import Incoming
from consultation.talk.offers import stands
from consultation.talk.wording import button

CUT, ERASE, NO = "cut", "erase", "no"


def ask(caller: Caller, rest: tuple[str, ...], incoming: Incoming) -> Heard:
    """Ask how: what was sent stays without a name, or goes as well. Only the buttons of this question do it."""
    caller.session.flush()
    if rest and rest[0] == NO:
        return Heard((caller.message("forget_kept").model_copy(update={"controls": caller.resume()}),))
    if rest and rest[0] in (CUT, ERASE) and incoming.kind == "tap" and stands(caller.contact.offered, incoming.data):
        return _forget(caller, erase=rest[0] == ERASE)
    if not mine.kept(caller.session, caller.contact.person_id):
        return _forget_account(caller)
    once = ids.code(4)
    choices = [
        (button("forget_cut", caller.language), tag("forget", CUT, once)),
        (button("forget_erase", caller.language), tag("forget", ERASE, once)),
        (button("forget_no", caller.language), tag("forget", NO)),
    ]
    return asking((caller.message("forget_ask"),), caller.message("forget_how"), choices)


def _forget_account(caller: Caller) -> Heard:
    """Of somebody who has answered nothing only the account is left, and what they follow."""
    followed = subscriptions.erase(caller.session, caller.contact.person_id)
    for contact in people.contacts_of(caller.session, caller.contact.person_id):
        leave(caller.session, contact.id or 0)
        forget_account_later(caller.session, contact, clock.now())
    first = (caller.message("forget_follows"),) if followed else ()
    return Heard((*first, caller.message("forget_nothing")))


def _forget(caller: Caller, *, erase: bool) -> Heard:
    marks = not erase and any(
        each.sent_at is not None and each.consultation.state == "open"
        for each in mine.kept(caller.session, caller.contact.person_id)
    )
    forget(caller.session, caller.vault, caller.stores, caller.contact, caller.who.address, erase=erase)
    caller.session.refresh(caller.contact)
    caller.contact.active_code = None
    done = caller.message("forget_erased" if erase else "forget_cut", at=caller.moment())
    rest = (caller.message("forget_mark"),) if marks else ()
    return Heard((done, *rest, caller.message("forget_account")))
