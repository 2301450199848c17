"""`อ่านร่าง`: the draft that a consultation is about, read in the chat section by section, each with a way to comment.

A section is read in parts that fit a telephone; its number, typed with the words for commenting ("ความเห็นส่วน 3"),
leads straight to its question, as its link does.
"""

import re
import unicodedata

import regex

from consultation.consult import service as consult
from consultation.consult.models import Consultation
from consultation.drafts import naming
from consultation.drafts import service as drafts
from consultation.drafts.asking import body
from consultation.drafts.models import DraftSection, PlanDraft
from consultation.settings import settings
from consultation.talk.caller import Caller, Heard, asking, numbered, tag
from consultation.talk.model import Button, Incoming, Outgoing
from consultation.talk.offers import offered
from consultation.talk.question import PAGED_FROM
from consultation.talk.readable import cut
from consultation.talk.wording import command, folded, marked
from nlp.words import pieces

PART = 1_200  # characters of a section in one message
PARTS = 2  # messages of a section in one turn
_LONGEST_TITLE = 60
_LONGEST_TYPED = 60
_TAIL = 120  # characters at the end of a part that are cut into words where no space ends one
_NUMBERED = re.compile(r"(.+?)([0-9]{1,3})")


def act(caller: Caller, rest: tuple[str, ...], incoming: Incoming) -> Heard:
    """List the sections of the draft, or show a part of one, as the button says that was tapped."""
    caller.session.flush()
    found = _found(caller, rest[0] if rest else "")
    if not found:
        return Heard((caller.message("draft_none").model_copy(update={"controls": caller.resume()}),))
    if len(found) > 1:
        choices = [(cut(of.title, _LONGEST_TITLE), tag("draft", of.code)) for of, _ in found]
        return asking((), caller.message("draft_which"), choices, caller.resume())
    of, draft = found[0]
    sections = drafts.shown(caller.session, draft)
    if len(rest) == 3 and rest[1].startswith("r"):
        number, part = _whole(rest[1][1:]), _whole(rest[2])
        one = next((each for each in sections if each.number == number), None)
        if one is not None:
            return _section(caller, of, draft, one, part)
    return _list(caller, of, sections, _whole(rest[1][1:]) if len(rest) == 2 else 0)


def meant(caller: Caller, incoming: Incoming) -> Incoming:
    """The event; or, where it asks to read or to comment on a section by its number, what it stands for."""
    if incoming.kind == "tap" and incoming.data.startswith(tag("draft", "")):
        parts = incoming.data.split(".")
        is_comment = len(parts) == 5 and parts[3] == "c"
        return incoming.model_copy(update={"kind": "text", "text": parts[4], "data": ""}) if is_comment else incoming
    if incoming.kind == "text" and (data := _from_list(caller, incoming.text)):
        return incoming.model_copy(update={"kind": "tap", "text": "", "data": data})
    typed = _typed(caller, incoming.text) if incoming.kind == "text" else None
    found = _found(caller, "") if typed is not None else []
    if typed is None or len(found) != 1:
        return incoming
    (verb, number), (of, draft) = typed, found[0]
    if all(each.number != number for each in drafts.shown(caller.session, draft)):
        return incoming.model_copy(update={"kind": "tap", "text": "", "data": tag("draft", of.code)})
    if verb == "draft_comment":
        return incoming.model_copy(update={"text": naming.code(of.code, draft.number, number)})
    return incoming.model_copy(update={"kind": "tap", "text": "", "data": tag("draft", of.code, f"r{number}", "0")})


def parts(text: str, most: int = PART) -> list[str]:
    """A text in parts of at most so many characters: ended where a paragraph or a sentence ends, else a word does."""
    found: list[str] = []
    rest = text.strip()
    while len(rest) > most:
        end = _end(rest, most)
        found.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*found, rest] if rest else found


def _typed(caller: Caller, text: str) -> tuple[str, int] | None:
    """Which words about a section a whole typed message is, and the section's number."""
    if len(text) > _LONGEST_TYPED:
        return None
    plain = "".join(str(unicodedata.decimal(char, char)) for char in folded(text))
    found = _NUMBERED.fullmatch(plain)
    verb = command(found[1], caller.language) if found else None
    return (verb, int(found[2])) if found and verb in ("draft_comment", "draft_read") else None


def _from_list(caller: Caller, text: str) -> str:
    """The data of the section whose number beside the list is typed; titles have numbers of their own, which may be
    others, and then a number alone would be asked back."""
    plain = folded(text)
    number = int(plain) if plain.isdecimal() and len(plain) < 4 else 0
    begin = tag("draft", "")
    kept = caller.contact.offered or ()
    return next((data for data, _, n in kept if n == number and data.startswith(begin)), "") if number else ""


def _found(caller: Caller, code: str) -> list[tuple[Consultation, PlanDraft]]:
    """The draft of a code's consultation, or of the one talked about; else of each that is open and has one."""
    named = consult.find_code(caller.session, code) if code else caller.active()
    rows = [named] if named is not None else consult.open_rows(caller.session)
    found = _with_draft(caller, rows)
    return found if found or code else _with_draft(caller, consult.open_rows(caller.session))


def _with_draft(caller: Caller, rows: list[Consultation]) -> list[tuple[Consultation, PlanDraft]]:
    public = [row for row in rows if consult.is_public(row)]
    newest = [(row, next(iter(drafts.published(caller.session, row.id or 0)), None)) for row in public]
    return [(row, draft) for row, draft in newest if draft is not None]


def _list(caller: Caller, of: Consultation, sections: list[DraftSection], page: int) -> Heard:
    choices = [(cut(each.title, _LONGEST_TITLE), tag("draft", of.code, f"r{each.number}", "0")) for each in sections]
    buttons, controls = numbered(choices), caller.resume()
    asked = caller.message("draft_sections", count=len(sections)).model_copy(
        update={
            "buttons": buttons,
            "controls": controls,
            "page": page,
            "pager": tag("draft", of.code, "p") if len(buttons) > PAGED_FROM else "",
            "link": _link(of),
        }
    )
    return Heard((asked,), of.id, offered(buttons, controls))


def _section(caller: Caller, of: Consultation, draft: PlanDraft, one: DraftSection, part: int) -> Heard:
    """Some parts of a section, with what can be done next."""
    every = parts(body(one)) or [one.title]
    start = min(part * PARTS, (len(every) - 1) // PARTS * PARTS)
    shown, last = every[start : start + PARTS], (len(every) - 1) // PARTS
    heading = caller.say("draft_section", n=one.number, title=one.title)
    if last:
        heading += "\n" + caller.say("draft_part", part=start // PARTS + 1, parts=last + 1)
    texts = [f"{heading}\n\n{marked(shown[0], caller.language)}", *shown[1:]]
    controls = (*_next(caller, of, draft, one, start // PARTS, last), *caller.resume())
    *before, end = (Outgoing(key="draft_section", text=text) for text in texts)
    asked = end.model_copy(update={"controls": controls})
    return Heard((*before, asked), of.id, offered(controls))


def _next(
    caller: Caller, of: Consultation, draft: PlanDraft, one: DraftSection, part: int, last: int
) -> tuple[Button, ...]:
    on = [caller.control("read_on", "draft", of.code, f"r{one.number}", str(part + 1))] if part < last else []
    now = drafts.asked_now(caller.session, of.id or 0) if of.state == "open" else None
    if now is not None and now.id == draft.id:
        on.append(
            caller.control("draft_comment", "draft", of.code, "c", naming.code(of.code, draft.number, one.number))
        )
    return (*on, caller.control("draft_list", "draft", of.code))


def _link(of: Consultation) -> str:
    return f"{settings().base_url.rstrip('/')}/c/{of.code}/draft"


def _end(text: str, most: int) -> int:
    """Where the first part of a text ends."""
    head = text[:most]
    for border in ("\n\n", "\n", " "):
        if (at := head.rfind(border)) > most // 2:
            return at + len(border)
    end = start = most - _TAIL
    for word in pieces(text[start : most + _TAIL]):
        if end + len(word) > most:
            break
        end += len(word)
    # Where no word ends, between two letters, of which none loses its vowel or tone mark.
    return end if end > start else len("".join(regex.findall(r"\X", head)[:-1])) or most


def _whole(given: str) -> int:
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 6 else 0
