"""`ติดตามข่าว`: choosing what to follow, saying yes to being told of it, seeing it, stopping it, taking it up again."""

from consultation import ids
from consultation.broadcast.leaving import leave_unwanted
from consultation.consult import service as consult
from consultation.people import service as people
from consultation.places.answers import Ambiguous, Found
from consultation.places.lookup import find_province
from consultation.places.schemes import cluster, cluster_of
from consultation.places.translated import names
from consultation.settings import settings
from consultation.subscriptions import service
from consultation.subscriptions.models import CLUSTER, PROVINCE, TOPIC
from consultation.subscriptions.targets import Target, called, known, topics
from consultation.talk.caller import Caller, Heard, asking, tag
from consultation.talk.keeping import Open
from consultation.talk.model import Button, Incoming, Outgoing
from consultation.talk.offers import stands
from consultation.talk.wording import button

ASK, TYPE, LIST, YES, NO, OF = "ask", "type", "list", "yes", "no", "of"
MOST_TRIES = 2  # a name of a place that is not understood so often is something else


def follow(caller: Caller, rest: tuple[str, ...], incoming: Incoming) -> Heard:
    """Ask what to follow, step by step, down to the yes; only the button of that question takes it."""
    caller.session.flush()
    match rest:
        case (act, kind) if act == TYPE and kind in (CLUSTER, PROVINCE):
            return _place(caller, kind, 1)
        case (act,) if act == LIST:
            choices = [
                (called(Target(TOPIC, code), caller.language), tag("follow", ASK, TOPIC, code)) for code in topics()
            ]
            return asking((), caller.message("follow_topics"), choices, (caller.control("follow_no", "follow", NO),))
        case (act, kind, target) if act == ASK and (what := known(kind, target)) is not None:
            return _consent(caller, what)
        case (act, kind, target, _) if act == YES and (what := known(kind, target)) is not None:
            if incoming.kind == "tap" and stands(caller.contact.offered, incoming.data):
                return _keep(caller, what)
            return _consent(caller, what)
        case (act,) if act == NO:
            return _said(caller, caller.message("follow_not"))
    return _which(caller, rest[1] if len(rest) == 2 and rest[0] == OF else "")


def following(caller: Caller, rest: tuple[str, ...], incoming: Incoming) -> Heard:
    """List what is followed; tapping or typing the number of one stops it."""
    caller.session.flush()
    found = service.holding(caller.session, caller.contact.person_id)
    if not found:
        return _said(caller, caller.message("following_none"), *_more(caller))
    choices = [(_what(caller, what), tag("unfollow", what.kind, what.target)) for what in found]
    controls = (caller.control("unfollow", "unfollow"), caller.control("follow_more", "follow"), *caller.resume())
    return asking((), caller.message("following", count=len(found)), choices, controls)


def unfollow(caller: Caller, rest: tuple[str, ...], incoming: Incoming) -> Heard:
    """Stop all that is followed, or the one that is named; what was about to be told is not."""
    caller.session.flush()
    what = known(*rest) if len(rest) == 2 else None
    stopped = service.stop(caller.session, caller.contact.person_id, what)
    if not stopped:
        return _said(caller, caller.message("following_none"), *_more(caller))
    for contact in people.contacts_of(caller.session, caller.contact.person_id):
        leave_unwanted(caller.session, contact.id or 0)
    if len(stopped) == 1:
        done = caller.message("unfollow_done", what=_what(caller, stopped[0]), at=caller.moment())
    else:
        done = caller.message("unfollow_all", count=len(stopped), at=caller.moment())
    return _said(caller, done, caller.control("follow_again", "follow_again"))


def again(caller: Caller, rest: tuple[str, ...], incoming: Incoming) -> Heard:
    """Take up again what was stopped the last time, under the same words, which are said once more."""
    caller.session.flush()
    found = service.stopped_last(caller.session, caller.contact.person_id)
    kept = [what for what in found if _follow(caller, what)]
    if not kept:
        return _which(caller, "") if not found else _said(caller, caller.message("follow_full", most=service.MOST))
    told = "\n".join([caller.say("follow_again", count=len(kept), at=caller.moment()), _limits(caller)])
    return _said(caller, Outgoing(key="follow_again", text=told), caller.control("following", "following"))


def awaited(caller: Caller, incoming: Incoming) -> Heard | None:
    """Take a typed text for the place that was asked for last; None when none was, or it is no place once more."""
    begin = tag("follow", TYPE, "")
    kept = next((data for data, label, _ in caller.contact.offered or () if data.startswith(begin) and not label), "")
    kind, _, tried = kept.removeprefix(begin).partition(".")
    if not kept or not tried.isdecimal():
        return None
    answer = find_province(incoming.text)
    if isinstance(answer, Found):
        return _consent(caller, _of_place(kind, answer.place.iso))
    if isinstance(answer, Ambiguous):
        choices = [
            (names(place).get(caller.language, place.name_th), tag("follow", ASK, what.kind, what.target))
            for place in answer.candidates
            for what in (_of_place(kind, place.iso),)
        ]
        return asking((), caller.message("follow_place_which"), choices, (caller.control("follow_no", "follow", NO),))
    return _place(caller, kind, int(tried) + 1) if int(tried) < MOST_TRIES else None


def stops(caller: Caller) -> bool:
    """Whether a bare "stop" means what is followed: there is something, and no question is open that it could pause."""
    opened = caller.talk(caller.active())
    if opened is not None and opened.talk.stage in ("asking", "review"):
        return False
    return bool(service.holding(caller.session, caller.contact.person_id))


def offer(caller: Caller, opened: Open, last: Outgoing) -> Outgoing:
    """The end of a talk with the button to follow; not on our own pages, which ring nobody, nor to who follows it."""
    of = opened.consultation
    cluster_code = cluster(of.scheme, of.cluster).code
    followed = service.holding(caller.session, caller.contact.person_id)
    if not caller.who.carrier or Target(CLUSTER, cluster_code) in followed:
        return last
    return last.model_copy(update={"controls": (*last.controls, caller.control("follow", "follow", OF, of.code))})


def lines(caller: Caller) -> list[str]:
    """What a person follows and since when, a sentence each."""
    found = service.since(caller.session, caller.contact.person_id)
    return [caller.say("mine_follows", what=_what(caller, what), since=caller.date(at)) for what, at in found.items()]


def _which(caller: Caller, code: str) -> Heard:
    """The first question: the cluster at hand, if one is, then what else there is to follow."""
    from_talk = code or caller.contact.active_code or ""
    choices = [
        (button(f"follow_{kind}", caller.language), tag("follow", *data))
        for kind, data in ((CLUSTER, (TYPE, CLUSTER)), (PROVINCE, (TYPE, PROVINCE)), (TOPIC, (LIST,)))
    ]
    if (of := consult.find_code(caller.session, from_talk) if from_talk else None) is not None:
        here = Target(CLUSTER, cluster(of.scheme, of.cluster).code)
        choices.insert(0, (called(here, caller.language), tag("follow", ASK, here.kind, here.target)))
    followed = service.holding(caller.session, caller.contact.person_id)
    mine = (caller.control("following", "following"),) if followed else ()
    return asking((), caller.message("follow_ask"), choices, (*mine, *caller.resume()))


def _place(caller: Caller, kind: str, tried: int) -> Heard:
    """Ask for a place; whatever is typed next is taken for it."""
    said = _said(caller, caller.message("follow_place" if tried == 1 else "place_unknown"))
    return Heard(said.messages, None, [[tag("follow", TYPE, kind, str(tried)), "", None]])


def _of_place(kind: str, iso: str) -> Target:
    """The province, or its cluster where that was meant and there is one."""
    of = cluster_of(iso) if kind == CLUSTER else None
    return Target(CLUSTER, of.code) if of is not None else Target(PROVINCE, iso)


def _consent(caller: Caller, what: Target) -> Heard:
    """What following means, before it is said yes to."""
    told = (
        Outgoing(key="follow_means", text=_means(caller, what)),
        Outgoing(key="follow_limits", text=_limits(caller)),
    )
    choices = [
        (button("follow_yes", caller.language), tag("follow", YES, what.kind, what.target, ids.code(4))),
        (button("follow_no", caller.language), tag("follow", NO)),
    ]
    return asking(told, caller.message("follow_consent"), choices)


def _keep(caller: Caller, what: Target) -> Heard:
    if not _follow(caller, what):
        return _said(caller, caller.message("follow_full", most=service.MOST), caller.control("following", "following"))
    done = caller.message("follow_done", what=_what(caller, what), at=caller.moment())
    if not _rings(caller):
        done = done.model_copy(update={"text": f"{done.text}\n{caller.say('follow_web')}"})
    return _said(caller, done, caller.control("following", "following"), caller.control("follow_more", "follow"))


def _follow(caller: Caller, what: Target) -> bool:
    contact, read = caller.contact, f"{_means(caller, what)}\n{_limits(caller)}"
    return service.follow(caller.session, contact.person_id, what, read, contact.channel, caller.language)


def _rings(caller: Caller) -> bool:
    """Whether the person has a chat that can be written to; ours on the web cannot."""
    theirs = people.contacts_of(caller.session, caller.contact.person_id)
    return bool(caller.who.carrier) or any(one.channel != caller.who.channel for one in theirs)


def _what(caller: Caller, what: Target) -> str:
    name = called(what, caller.language)
    return name if what.kind == CLUSTER else caller.say(f"follow_what_{what.kind}", name=name)


def _means(caller: Caller, what: Target) -> str:
    return caller.say("follow_means", what=_what(caller, what))


def _limits(caller: Caller) -> str:
    return caller.say("follow_limits", days=settings().round_days)


def _more(caller: Caller) -> tuple[Button, ...]:
    again = service.stopped_last(caller.session, caller.contact.person_id)
    return (caller.control("follow_again", "follow_again"),) if again else (caller.control("follow", "follow"),)


def _said(caller: Caller, message: Outgoing, *controls: Button) -> Heard:
    return Heard((message.model_copy(update={"controls": (*controls, *caller.resume())}),))
