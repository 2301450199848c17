"""`ลบข้อมูลของฉัน`: asked once how, done at once, and confirmed with its time."""

from consultation import clock, ids
from consultation.privacy import mine
from consultation.privacy.forget import forget, forget_account_later
from consultation.talk.model import Incoming
from consultation.talk.offers import stands
from consultation.talk.surroundings import Heard, Here, asking, tag
from consultation.talk.wording import button

CUT, ERASE, NO = "cut", "erase", "no"


def ask(here: Here, rest: tuple[str, ...], incoming: Incoming) -> Heard:
    """Ask how: what was sent stays without a name, or goes as well. Only the buttons of this question do it."""
    here.session.flush()
    if rest and rest[0] == NO:
        return Heard((here.message("forget_kept").model_copy(update={"controls": here.resume()}),))
    if rest and rest[0] in (CUT, ERASE) and incoming.kind == "tap" and stands(here.contact.offered, incoming.data):
        return _forget(here, erase=rest[0] == ERASE)
    if not mine.kept(here.session, here.contact.person_id):
        forget_account_later(here.session, here.contact, clock.now())
        return Heard((here.message("forget_nothing"),))
    once = ids.code(4)
    choices = [
        (button("forget_cut", here.language), tag("forget", CUT, once)),
        (button("forget_erase", here.language), tag("forget", ERASE, once)),
        (button("forget_no", here.language), tag("forget", NO)),
    ]
    return asking((here.message("forget_ask"),), here.message("forget_how"), choices)


def _forget(here: Here, *, erase: bool) -> Heard:
    marks = not erase and any(
        each.sent_at is not None and each.consultation.state == "open"
        for each in mine.kept(here.session, here.contact.person_id)
    )
    forget(here.session, here.vault, here.stores, here.contact, here.who.address, erase=erase)
    here.session.refresh(here.contact)
    here.contact.active_code = None
    done = here.message("forget_erased" if erase else "forget_cut", at=here.moment())
    rest = (here.message("forget_mark"),) if marks else ()
    return Heard((done, *rest, here.message("forget_account")))
