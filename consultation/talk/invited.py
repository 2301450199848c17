"""A representative's invitation code in the chat: read, asked about, redeemed; or told kindly why it is good no longer.

The code says by itself which consultation it is for, and opens it as a start code does. `consultation/invitations`
keeps what becomes of codes.
"""

from consultation import audit, clock
from consultation.consult.life import phase
from consultation.consult.models import Consultation
from consultation.forms import service as forms
from consultation.forms.form import in_language
from consultation.invitations import codes, service
from consultation.invitations.listed import sector_name
from consultation.invitations.models import Invitation
from consultation.linking import codes as tries
from consultation.places.schemes import cluster
from consultation.places.translated import cluster_names
from consultation.privacy.marks import marked
from consultation.talk import compose, desk, keeping
from consultation.talk.caller import Caller, Heard, asking, tag
from consultation.talk.model import Incoming, Outgoing
from consultation.talk.readable import cut
from consultation.talk.step import again, begin
from consultation.talk.wording import button

YES, NO = "yes", "no"
_LONGEST_TITLE, _LONGEST_NAME = 50, 60


def typed(caller: Caller, incoming: Incoming) -> Heard | None:
    """Ask whether to answer with the code that is typed, or came by a link; None when the message is no code."""
    code = codes.read(incoming.text)
    if code is None:
        return None
    caller.session.flush()
    if tries.barred(caller.session, caller.contact):
        minutes = int(tries.WITHIN.total_seconds() // 60)
        return _said(caller, caller.message("link_barred", minutes=minutes))
    one = service.find(caller.session, caller.vault, code)
    if one is None:
        tries.was_wrong(caller.session, caller.contact)
        return _said(caller, caller.message("invite_wrong"))
    return _not_good(caller, one) or _ask(caller, one)


def act(caller: Caller, rest: tuple[str, ...], incoming: Incoming) -> Heard:
    """Redeem the code that was asked about, or leave it. Tapped twice, it is redeemed once and said again."""
    caller.session.flush()
    one = _asked_about(caller, rest) if incoming.kind == "tap" else None
    if one is None:
        return _said(caller, caller.message("invite_not"))
    heard = _not_good(caller, one)
    if heard is not None:
        return heard
    if not service.redeem(caller.session, one.id or 0, caller.contact.person_id):
        one = caller.session.get_one(Invitation, one.id, populate_existing=True)
        return _not_good(caller, one) or _said(caller, caller.message("invite_wrong"))
    of = caller.session.get_one(Consultation, one.consultation_id)
    after = {"number": one.number}
    audit.record(caller.session, "citizen", "invitation.redeem", f"consultation:{of.id}", after=after)
    return _enter(caller, of, one, incoming)


def representing(caller: Caller, consultation_id: int) -> str:
    """For which organisation the person answers, as a sentence; empty for a citizen."""
    one = service.of_person(caller.session, consultation_id, caller.contact.person_id)
    return caller.say("mine_representative", organisation=_name(one)) if one is not None else ""


def _asked_about(caller: Caller, rest: tuple[str, ...]) -> Invitation | None:
    if len(rest) != 3 or rest[0] != YES or not (rest[1].isdecimal() and len(rest[1]) < 19):
        return None
    one = caller.session.get(Invitation, int(rest[1]), populate_existing=True)
    return one if one is not None and _proof(one) == rest[2] else None


def _ask(caller: Caller, one: Invitation) -> Heard:
    of = caller.session.get_one(Consultation, one.consultation_id)
    asked = caller.message(
        "invite_ask", organisation=_name(one), sector=_sector(caller, one), title=cut(of.title, _LONGEST_TITLE)
    )
    choices = [
        (button("invite_yes", caller.language), tag("invited", YES, str(one.id), _proof(one))),
        (button("invite_no", caller.language), tag("invited", NO)),
    ]
    return asking((caller.message("invite_means"),), asked, choices, consultation_id=one.consultation_id)


def _not_good(caller: Caller, one: Invitation) -> Heard | None:
    """Why a code cannot be redeemed by this person, as it is told; None when it can."""
    session, of = caller.session, caller.session.get_one(Consultation, one.consultation_id)
    stands = service.standing(one, caller.contact.person_id)
    if stands == "yours":
        return _said(caller, caller.message("invite_yours", organisation=_name(one)), of=of)
    if stands != "good":
        service.was_refused(session, one, stands)
        names = cluster_names(cluster(of.scheme, of.cluster))
        office = names.get(caller.language) or cluster(of.scheme, of.cluster).full_name_th
        return _said(caller, caller.message(f"invite_{stands}", cluster=office))
    if (other := service.of_person(session, one.consultation_id, caller.contact.person_id)) is not None:
        return _said(caller, caller.message("invite_other", organisation=_name(other)), of=of)
    if phase(of.state) == "before":
        return _said(caller, desk.not_open(of, caller.language))
    if phase(of.state) == "after" or desk.ended(of, clock.now()):
        return Heard((desk.closed(of, caller.language),), of.id)
    who = caller.who
    if caller.talk(of) is None and marked(session, caller.vault, of, who.channel, who.account, who.address):
        return Heard((caller.message("took_part"),), of.id)
    return None


def _enter(caller: Caller, of: Consultation, one: Invitation, incoming: Incoming) -> Heard:
    """Into the consultation, where the person stands in it; begun when they had not."""
    caller.contact.active_code = of.code
    opened = caller.talk(of)
    if opened is None:
        opened = keeping.begin(caller.session, of, caller.contact, incoming, caller.who.carrier)
        caller.contact.language = opened.talk.language
        service.mark(caller.session, of.id or 0, caller.contact.person_id, one.id)
        said = begin(opened.form, opened.talk, clock.now()).outgoing
    elif opened.talk.stage == "done":
        return Heard((caller.message("invite_counted", organisation=_name(one)),), of.id)
    else:
        done = again(opened.form, opened.talk, clock.now(), "resume")
        keeping.store(caller.session, opened, done, caller.contact.channel)
        said = done.outgoing
    return Heard(compose.few((caller.message("invite_done", organisation=_name(one)), *said)), of.id)


def _said(caller: Caller, message: Outgoing, of: Consultation | None = None) -> Heard:
    controls = caller.resume()
    return Heard((message.model_copy(update={"controls": controls}),), of.id if of is not None else None)


def _proof(one: Invitation) -> str:
    """A short word for a code, which a button can carry without telling the code."""
    return one.code_hash[:12]


def _name(one: Invitation) -> str:
    return cut(one.organisation, _LONGEST_NAME)


def _sector(caller: Caller, one: Invitation) -> str:
    """The sector as the questionnaire calls it in the person's language, else as officers do."""
    question = forms.current(caller.session, one.consultation_id).by_role("sector")
    labels = (
        {choice.name: in_language(choice.label, caller.language) for choice in question.choices} if question else {}
    )
    return labels.get(one.sector) or sector_name(one.sector)
