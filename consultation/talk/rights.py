"""`ข้อมูลของฉัน` and `ถอนความยินยอม`: showing a person what is kept of them, and taking consents back."""

from consultation import audit, clock
from consultation.broadcast.audience import CONTACT
from consultation.broadcast.leaving import leave
from consultation.consult import service as consult
from consultation.forms import service as forms
from consultation.forms.form import Form, in_language
from consultation.forms.models import FormRevision
from consultation.people import service as people
from consultation.privacy import mine
from consultation.privacy.mine import Kept, Told
from consultation.responses.intake import CONSENTS
from consultation.responses.models import LATE_NOTE, Answer
from consultation.settings import settings
from consultation.talk import claim, follow, invited, linked
from consultation.talk import consents as unsent
from consultation.talk.caller import Caller, Heard, asking, tag
from consultation.talk.model import Button, Incoming, Outgoing
from consultation.talk.offers import offered
from consultation.talk.readable import cut, shown
from consultation.talk.tongues import brief
from consultation.talk.voting import part_of
from consultation.talk.wording import THAI, button, comma, set_in

ANSWERS_A_PAGE = 8
_LONGEST_ANSWER = 80  # characters of one answer in the list
_LONGEST_TITLE = 60
MOST_TOLD = 5  # replies that are read back, the newest
_LONGEST_TOLD = 160


def data(caller: Caller, rest: tuple[str, ...], incoming: Incoming) -> Heard:
    """Show what is kept: of everything in short, or of one consultation whose code is given, from a page on."""
    caller.session.flush()
    found = mine.kept(caller.session, caller.contact.person_id)
    one = next((each for each in found if rest and each.consultation.code == rest[0]), None)
    if one is None and len(found) == 1:
        one = found[0]
    if one is not None:
        page = int(rest[1]) if len(rest) > 1 and rest[1].isdigit() else 1
        return _one(caller, one, page, alone=len(found) == 1)
    audit.record(caller.session, "citizen", "privacy.access", "person")
    if not found:
        message = _account(caller, "mine_none")
        return Heard((message.model_copy(update={"controls": (caller.control("forget", "forget"), *caller.resume())}),))
    choices = [(_in_a_line(caller, each), tag("data", each.consultation.code)) for each in found]
    before = _account(caller, "mine", count=len(found))
    return asking((before,), caller.message("mine_choose"), choices, _acts(caller))


def consents(caller: Caller, rest: tuple[str, ...], incoming: Incoming) -> Heard:
    """List what was consented to, one to a line, each with the button that takes it back."""
    caller.session.flush()
    found, follows = listed(caller), bool(follow.lines(caller))
    if not found and follows:
        return follow.following(caller, (), incoming)
    if not found:
        return Heard((caller.message("consents_none").model_copy(update={"controls": caller.resume()}),))
    choices = [(label, tag("withdraw", code, scope)) for label, code, scope in found]
    if len(found) > 1:
        choices.append((button("withdraw_all", caller.language), tag("withdraw", "all")))
    mine = (caller.control("following", "following"),) if follows else ()
    controls = (*mine, caller.control("withdraw_no", "withdraw", "no"))
    return asking((), caller.message("consents_which"), choices, controls)


def withdraw(caller: Caller, rest: tuple[str, ...], incoming: Incoming) -> Heard:
    """Take one consent back, or all of them; it holds at once, for quotes and for reminders."""
    caller.session.flush()
    if rest == ("no",) or not rest:
        return Heard((caller.message("consents_kept").model_copy(update={"controls": caller.resume()}),))
    wanted = [(code, scope) for _, code, scope in listed(caller) if rest in (("all",), (code, scope))]
    for code, scope in wanted:
        take_back(caller, code, scope)
    if rest == ("all",):
        follow.unfollow(caller, (), incoming)
    if not wanted:
        message = caller.message("consent_gone")
    elif rest == ("all",):
        message = caller.message("consents_withdrawn", at=caller.moment())
    else:
        message = caller.message("consent_withdrawn", scope=caller.say(f"scope_{wanted[0][1]}"), at=caller.moment())
    return Heard((message.model_copy(update={"controls": caller.resume()}),))


def take_back(caller: Caller, code: str, scope: str) -> None:
    """Take one consent back, and what was said yes to and not sent yet; news on its way is not sent."""
    consultation = consult.find_code(caller.session, code)
    if consultation is None or consultation.id is None:
        return
    taken = people.withdraw(caller.session, caller.contact.person_id, consultation.id, scope, clock.now())
    opened = caller.talk(consultation)
    if opened is not None:
        unsent.say_no(caller.session, opened, scope, caller.contact.channel)
    if scope == CONTACT:
        for contact in people.contacts_of(caller.session, caller.contact.person_id):
            leave(caller.session, contact.id or 0)
    if taken:
        subject = f"consultation:{consultation.id}"
        audit.record(caller.session, "citizen", "consent.withdraw", subject, after={"scope": scope})


def listed(caller: Caller) -> list[tuple[str, str, str]]:
    """Consents that can be taken back: what is read, the start code, the scope. Those answered and not sent too."""
    found: list[tuple[str, str, str]] = []
    for each in mine.kept(caller.session, caller.contact.person_id):
        scopes = [consent.scope for consent in each.consents]
        opened = caller.talk(each.consultation) if each.stage not in (None, "declined") else None
        scopes += [scope for scope in unsent.said_yes(opened) if scope not in scopes] if opened else []
        title = cut(each.consultation.title, _LONGEST_TITLE)
        for scope in scopes:
            label = caller.say("consent_line", scope=caller.say(f"scope_{scope}"), title=title)
            found.append((label, each.consultation.code, scope))
    return found


def _one(caller: Caller, each: Kept, page: int, *, alone: bool) -> Heard:
    """One consultation: its state, receipt, consents and dates, and a page of its answers."""
    audit.record(caller.session, "citizen", "privacy.access", f"consultation:{each.consultation.id}")
    form = _form(caller, each)
    lines = [_answer(caller, form, answer) for answer in _answers(caller, each) if not _is_consent(form, answer)]
    pages = max(-(-len(lines) // ANSWERS_A_PAGE), 1)
    page = min(max(page, 1), pages)
    shown = lines[(page - 1) * ANSWERS_A_PAGE : page * ANSWERS_A_PAGE]
    key = "mine_no_answers" if not lines else "mine_answers" if pages == 1 else "mine_answers_page"
    text = "\n".join([caller.say(key, page=page, pages=pages), *shown])
    code = each.consultation.code
    more = (caller.control("read_on", "data", code, str(page + 1)),) if page < pages else ()
    controls = (*more, *_acts(caller, each))
    messages = [Outgoing(key="mine_answers", text=text, controls=controls)]
    if page == 1:
        messages.insert(0, Outgoing(key="mine_one", text="\n".join(_facts(caller, each))))
    if page == 1 and alone:
        messages.insert(0, _account(caller, "mine", count=1))
    return Heard(tuple(messages), each.consultation.id, offered(more))


def _account(caller: Caller, key: str, **values: object) -> Outgoing:
    """What is kept of the account itself, of those linked to it, and what was asked of the office and is open."""
    message = caller.message(key, since=caller.date(caller.contact.created_at), **values)
    text = "\n".join(filter(None, (message.text, linked.sentence(caller), *follow.lines(caller), *claim.lines(caller))))
    return message.model_copy(update={"text": text})


def _facts(caller: Caller, each: Kept) -> list[str]:
    scopes = comma(caller.language).join(caller.say(f"scope_{consent.scope}") for consent in each.consents)
    lines = [caller.say("about", title=each.consultation.title), _state(caller, each)]
    if each.sent_at is not None and each.response is not None:
        lines.append(caller.say("mine_receipt", receipt=each.response.receipt))
    lines += filter(None, [invited.representing(caller, each.consultation.id or 0)])
    lines += [caller.say("mine_attended", title=cut(title, _LONGEST_TITLE)) for title in each.attended]
    lines += [line for told in each.told[:MOST_TOLD] for line in _told(caller, told)]
    lines.append(caller.say("mine_consents", consents=scopes) if scopes else caller.say("mine_no_consent"))
    if each.until is not None:
        lines.append(caller.say("mine_until", until=caller.date(each.until)))
    if any(consent.scope == "contact" for consent in each.consents):
        lines.append(caller.say("mine_until_withdrawn"))
    return lines


def _told(caller: Caller, told: Told) -> list[str]:
    """What the person was told, what they answered, what they wrote."""
    ours = told.texts[caller.language] if caller.language in told.texts else told.texts.get(THAI, "")
    lines = [caller.say("mine_told", date=caller.date(told.at), text=cut(ours, _LONGEST_TOLD))]
    if told.answer:
        lines.append(caller.say("mine_told_answer", answer=button(told.answer, caller.language)))
    if told.note:
        lines.append(caller.say("mine_told_note", note=cut(told.note, _LONGEST_TOLD)))
    return lines


def _in_a_line(caller: Caller, each: Kept) -> str:
    return caller.say("mine_line", title=cut(each.consultation.title, _LONGEST_TITLE), state=_state(caller, each))


def _state(caller: Caller, each: Kept) -> str:
    if each.sent_at is not None:
        key = "mine_sent" if each.stage in (None, "done") else "mine_correcting"
        return caller.say(key, date=caller.date(each.sent_at))
    if each.stage is None:
        return caller.say("mine_came" if each.attended and not each.consents else "mine_consent_only")
    if each.stage in ("welcome", "declined"):
        return caller.say(f"mine_{each.stage}")
    return caller.say("mine_started", count=each.answered)


def _acts(caller: Caller, each: Kept | None = None) -> tuple[Button, ...]:
    code = (each.consultation.code,) if each is not None else ()
    acts = (caller.control("correct", "correct", *code), caller.control("consents", "consents"))
    return (*acts, caller.control("forget", "forget"), caller.control("claim", "claim"), *caller.resume())


def _answers(caller: Caller, each: Kept) -> list[Answer]:
    return mine.answers(caller.session, each.response) if each.response is not None else []


def _is_consent(form: Form, answer: Answer) -> bool:
    """Whether it answers a consent: those are shown as they stand now, not as they were answered once."""
    question = form.question(answer.question)
    return question is not None and question.role in CONSENTS


def _form(caller: Caller, each: Kept) -> Form:
    """The form of the revision that was answered."""
    if each.response is None:
        return forms.current(caller.session, each.consultation.id or 0)
    row = caller.session.get_one(FormRevision, each.response.revision_id)
    return forms.compiled(caller.session, row.id or 0, each.consultation.code, row.number)


def _answer(caller: Caller, form: Form, answer: Answer) -> str:
    """An answer in one line, as it is known to people: its question in short, the labels of what was chosen."""
    text = caller.say("skipped_answer") if answer.value is None else _shown(caller, form, answer.question, answer.value)
    text = cut(" ".join(text.split()), _LONGEST_ANSWER)
    if part_of(form, answer.question) is not None:
        line = caller.say("own_before", text=text)
    else:
        line = f"{_called(caller, form, answer.question)}: {set_in(text, caller.language)}"
    return caller.say("mine_late", line=line) if answer.late else line


def _called(caller: Caller, form: Form, key: str) -> str:
    """What is answered under a key: the question in short, the group of a repeat, a note."""
    if key == LATE_NOTE:
        return caller.say("mine_note")
    name, bracket, place = key.partition("[")
    question, group = form.question(name), form.group(name)
    if question is not None:
        return (brief(question, caller.language) or name) + bracket + place
    return ((in_language(group.label, caller.language) if group else "") or name) + bracket + place


def _shown(caller: Caller, form: Form, key: str, value: str) -> str:
    """An answer as people read it."""
    question = form.question(key.partition("[")[0])
    if question is None:
        return value
    if question.type == "statements":
        return caller.say("voted", count=int(value))
    return shown(question, value, settings().timezone, caller.language)
