"""`ข้อมูลของฉัน` and `ถอนความยินยอม`: showing a person what is kept of them, and taking consents back."""

from consultation import audit, clock
from consultation.consult import service as consult
from consultation.forms import service as forms
from consultation.forms.form import Form, in_language
from consultation.forms.models import FormRevision
from consultation.people import service as people
from consultation.privacy import mine
from consultation.privacy.mine import Kept
from consultation.responses.intake import CONSENTS
from consultation.responses.models import LATE_NOTE, Answer
from consultation.settings import settings
from consultation.talk import consents as unsent
from consultation.talk.model import Button, Incoming, Outgoing
from consultation.talk.offers import offered
from consultation.talk.surroundings import Heard, Here, asking, tag
from consultation.talk.understand import cut, labels_of
from consultation.talk.wording import button, short_date

ANSWERS_A_PAGE = 8
_LONGEST_ANSWER = 80  # characters of one answer in the list
_LONGEST_TITLE = 60


def data(here: Here, rest: tuple[str, ...], incoming: Incoming) -> Heard:
    """Show what is kept: of everything in short, or of one consultation whose code is given, from a page on."""
    here.session.flush()
    found = mine.kept(here.session, here.contact.person_id)
    one = next((each for each in found if rest and each.consultation.code == rest[0]), None)
    if one is None and len(found) == 1:
        one = found[0]
    if one is not None:
        page = int(rest[1]) if len(rest) > 1 and rest[1].isdigit() else 1
        return _one(here, one, page, alone=len(found) == 1)
    audit.record(here.session, "citizen", "privacy.access", "person")
    since = short_date(here.contact.created_at, settings().timezone)
    if not found:
        message = here.message("mine_none", since=since)
        return Heard((message.model_copy(update={"controls": (here.control("forget", "forget"), *here.resume())}),))
    choices = [(_in_a_line(here, each), tag("data", each.consultation.code)) for each in found]
    before = here.message("mine", count=len(found), since=since)
    return asking((before,), here.message("mine_choose"), choices, _acts(here))


def consents(here: Here, rest: tuple[str, ...], incoming: Incoming) -> Heard:
    """List what was consented to, one to a line, each with the button that takes it back."""
    here.session.flush()
    listed = _listed(here)
    if not listed:
        return Heard((here.message("consents_none").model_copy(update={"controls": here.resume()}),))
    choices = [(label, tag("withdraw", code, scope)) for label, code, scope in listed]
    if len(listed) > 1:
        choices.append((button("withdraw_all", here.language), tag("withdraw", "all")))
    controls = (here.control("withdraw_no", "withdraw", "no"),)
    return asking((), here.message("consents_which"), choices, controls)


def withdraw(here: Here, rest: tuple[str, ...], incoming: Incoming) -> Heard:
    """Take one consent back, or all of them; it holds at once, for quotes and for reminders."""
    here.session.flush()
    if rest == ("no",) or not rest:
        return Heard((here.message("consents_kept").model_copy(update={"controls": here.resume()}),))
    wanted = [(code, scope) for _, code, scope in _listed(here) if rest in (("all",), (code, scope))]
    for code, scope in wanted:
        _take_back(here, code, scope)
    if not wanted:
        message = here.message("consent_gone")
    elif rest == ("all",):
        message = here.message("consents_withdrawn", at=here.moment())
    else:
        message = here.message("consent_withdrawn", scope=here.say(f"scope_{wanted[0][1]}"), at=here.moment())
    return Heard((message.model_copy(update={"controls": here.resume()}),))


def _take_back(here: Here, code: str, scope: str) -> None:
    consultation = consult.find_code(here.session, code)
    if consultation is None or consultation.id is None:
        return
    taken = people.withdraw(here.session, here.contact.person_id, consultation.id, scope, clock.now())
    opened = here.talk(consultation)
    if opened is not None:
        unsent.say_no(here.session, opened, scope, here.contact.channel)
    if taken:
        subject = f"consultation:{consultation.id}"
        audit.record(here.session, "citizen", "consent.withdraw", subject, after={"scope": scope})


def _listed(here: Here) -> list[tuple[str, str, str]]:
    """Consents that can be taken back: what is read, the start code, the scope. Those answered and not sent too."""
    found: list[tuple[str, str, str]] = []
    for each in mine.kept(here.session, here.contact.person_id):
        scopes = [consent.scope for consent in each.consents]
        opened = here.talk(each.consultation) if each.stage not in (None, "declined") else None
        scopes += [scope for scope in unsent.said_yes(opened) if scope not in scopes] if opened else []
        title = cut(each.consultation.title, _LONGEST_TITLE)
        for scope in scopes:
            label = here.say("consent_line", scope=here.say(f"scope_{scope}"), title=title)
            found.append((label, each.consultation.code, scope))
    return found


def _one(here: Here, each: Kept, page: int, *, alone: bool) -> Heard:
    """One consultation: its state, receipt, consents and dates, and a page of its answers."""
    audit.record(here.session, "citizen", "privacy.access", f"consultation:{each.consultation.id}")
    form = _form(here, each)
    lines = [_answer(here, form, answer) for answer in _answers(here, each) if not _is_consent(form, answer)]
    pages = max(-(-len(lines) // ANSWERS_A_PAGE), 1)
    page = min(max(page, 1), pages)
    shown = lines[(page - 1) * ANSWERS_A_PAGE : page * ANSWERS_A_PAGE]
    key = "mine_no_answers" if not lines else "mine_answers" if pages == 1 else "mine_answers_page"
    text = "\n".join([here.say(key, page=page, pages=pages), *shown])
    code = each.consultation.code
    more = (here.control("more", "data", code, str(page + 1)),) if page < pages else ()
    controls = (*more, *_acts(here, each))
    messages = [Outgoing(key="mine_answers", text=text, controls=controls)]
    if page == 1:
        messages.insert(0, Outgoing(key="mine_one", text="\n".join(_facts(here, each))))
    if page == 1 and alone:
        since = short_date(here.contact.created_at, settings().timezone)
        messages.insert(0, here.message("mine", count=1, since=since))
    return Heard(tuple(messages), each.consultation.id, offered(more))


def _facts(here: Here, each: Kept) -> list[str]:
    scopes = ", ".join(here.say(f"scope_{consent.scope}") for consent in each.consents)
    lines = [here.say("about", title=each.consultation.title), _state(here, each)]
    if each.sent_at is not None and each.response is not None:
        lines.append(here.say("mine_receipt", receipt=each.response.receipt))
    lines.append(here.say("mine_consents", consents=scopes) if scopes else here.say("mine_no_consent"))
    if each.until is not None:
        lines.append(here.say("mine_until", until=short_date(each.until, settings().timezone)))
    if any(consent.scope == "contact" for consent in each.consents):
        lines.append(here.say("mine_until_withdrawn"))
    return lines


def _in_a_line(here: Here, each: Kept) -> str:
    return here.say("mine_line", title=cut(each.consultation.title, _LONGEST_TITLE), state=_state(here, each))


def _state(here: Here, each: Kept) -> str:
    if each.sent_at is not None:
        key = "mine_sent" if each.stage in (None, "done") else "mine_correcting"
        return here.say(key, date=short_date(each.sent_at, settings().timezone))
    if each.stage is None:
        return here.say("mine_consent_only")
    if each.stage in ("welcome", "declined"):
        return here.say(f"mine_{each.stage}")
    return here.say("mine_started", count=each.answered)


def _acts(here: Here, each: Kept | None = None) -> tuple[Button, ...]:
    code = (each.consultation.code,) if each is not None else ()
    acts = (here.control("correct", "correct", *code), here.control("consents", "consents"))
    return (*acts, here.control("forget", "forget"), *here.resume())


def _answers(here: Here, each: Kept) -> list[Answer]:
    return mine.answers(here.session, each.response) if each.response is not None else []


def _is_consent(form: Form, answer: Answer) -> bool:
    """Whether it answers a consent: those are shown as they stand now, not as they were answered once."""
    question = form.question(answer.question)
    return question is not None and question.role in CONSENTS


def _form(here: Here, each: Kept) -> Form:
    """The form of the revision that was answered."""
    if each.response is None:
        return forms.current(here.session, each.consultation.id or 0)
    row = here.session.get_one(FormRevision, each.response.revision_id)
    return forms.compiled(here.session, row.id or 0, each.consultation.code, row.number)


def _answer(here: Here, form: Form, answer: Answer) -> str:
    """An answer in one line, as it is known to people: its question in short, the labels of what was chosen."""
    name, bracket, place = answer.question.partition("[")
    question = form.question(name)
    if question is None:
        label = here.say("mine_note") if answer.question == LATE_NOTE else answer.question
    else:
        label = in_language(question.short or question.label, here.language) + bracket + place
    value = answer.value
    if value is not None and question is not None:
        value = labels_of(question, value, here.language)
    text = cut(" ".join(value.split()), _LONGEST_ANSWER) if value is not None else here.say("skipped_answer")
    line = f"{label}: {text}"
    return here.say("mine_late", line=line) if answer.late else line
