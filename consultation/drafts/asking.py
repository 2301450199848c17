"""The questions by which a draft is commented on: which sections, then for each its words and what one thinks of it.

They are ordinary questions of the form, so that everything that holds for an answer holds for a comment on a section:
one response a person, going back, masking, taking back, being late (docs/decisions/0036-notices.md). The group around
them is marked as a draft's (`forms.locked`): what carries no mark was made by somebody else and is left alone.
"""

from collections.abc import Sequence

from consultation.drafts import naming
from consultation.drafts.models import DraftSection
from consultation.drafts.naming import Place
from consultation.drafts.wording import said, said_in
from consultation.forms.edits import questions as edits
from consultation.forms.form import Choice, Form, Group, Question, Texts
from consultation.forms.locked import MARK, locked
from consultation.talk import tongues
from consultation.talk.readable import cut
from consultation.talk.wording import marked

SHOWN = 1_500  # characters of a section that the chat shows; the rest is on the public page
LONGEST_CHOICE = 60
_SPARE = "abcdefghijklmnopqrstuvwxyz"


def places(form: Form, number: int, sections: int) -> list[Place]:
    """Where the sections of a draft are to be commented on: names that nothing else in the form has."""
    taken = {question.name for question in form.questions} | {group.name for group in form.groups}
    taken -= {name for name in taken if _made(form, name)}
    for spare in ("", *_SPARE):
        group = f"draft{number}{spare}"
        if not any(name == group or name.startswith(f"{group}_") for name in taken):
            break
    return [Place(group, n) for n in range(1, sections + 1)]


def asked(form: Form, sections: Sequence[tuple[Place, DraftSection]], link: str) -> Form:
    """The form that asks for these sections and for no earlier draft's. Raises Refused where others lean on those."""
    form = unasked(form)
    spoken, first = _languages(form), sections[0][0]
    titles = _titles([_plain(section.title) for _, section in sections], [place.number for place, _ in sections])
    choices = tuple(
        Choice(name=place.choice, label=_th(title)) for (place, _), title in zip(sections, titles, strict=True)
    )
    made = [
        Question(name=f"{first.group}_start", type="note", label=_said(spoken, "start", link=link)),
        Question(
            name=first.pick,
            type="select_multiple",
            label=_said(spoken, "pick"),
            short=_said(spoken, "pick_short"),
            choices=choices,
        ),
    ]
    for (place, section), title in zip(sections, titles, strict=True):
        made += _of_section(place, section, title, spoken, link)
    placed = [
        question.model_copy(update={"groups": (first.group,), "list_name": first.pick if question.choices else ""})
        for question in made
    ]
    return _put(form, Group(name=first.group, label=_said(spoken, "group"), extra={MARK: first.group}), placed)


def unasked(form: Form) -> Form:
    """The form without the questions that drafts made. Raises Refused where others lean on them."""
    for group in locked(form):
        form = edits.delete(form, group.name)
    return form


def marked_as_own(form: Form, questions: set[str]) -> Form:
    """The form with those groups marked that ask nothing but about sections that these questions are kept under."""
    mine = {found.group for name in questions if (found := naming.place(name)) is not None}
    own = {name for name in mine if _only_sections(form, name, questions)}
    groups = tuple(
        group.model_copy(update={"extra": group.extra | {MARK: group.name}}) if group.name in own else group
        for group in form.groups
    )
    return form.model_copy(update={"groups": groups})


def _only_sections(form: Form, group: str, questions: set[str]) -> bool:
    inside = {question.name for question in form.questions if group in question.groups}
    asked = {name for name in inside if (found := naming.place(name)) is not None and found.question == name}
    known = {f"{group}_start", f"{group}_pick", *asked, *(f"{name}_text" for name in asked)}
    return bool(asked) and asked <= questions and inside <= known


def asks(form: Form, section: DraftSection) -> bool:
    """Whether the form asks about a section now."""
    return bool(section.question) and form.question(section.question) is not None


def _made(form: Form, name: str) -> bool:
    """Whether a name in the form was given by a draft."""
    own = {group.name for group in locked(form)}
    question = form.question(name)
    return name in own or (question is not None and not own.isdisjoint(question.groups))


def _languages(form: Form) -> tuple[str, ...]:
    """The languages that the form can be answered in."""
    return tongues.offered(form)


def _titles(titles: Sequence[str], numbers: Sequence[int]) -> list[str]:
    """Titles as they fit on a button, told apart by their numbers where they begin alike."""
    short = [cut(title, LONGEST_CHOICE) for title in titles]
    return [
        title if short.count(title) == 1 else _numbered(whole, number)
        for title, whole, number in zip(short, titles, numbers, strict=True)
    ]


def _numbered(title: str, number: int) -> str:
    end = f" ({said('ask', 'number', n=number)})"
    return cut(title, LONGEST_CHOICE - len(end)) + end


def _of_section(place: Place, section: DraftSection, title: str, spoken: Sequence[str], link: str) -> list[Question]:
    wanted = f"selected(${{{place.pick}}}, '{place.choice}')"
    return [
        Question(
            name=place.note,
            type="note",
            label=_words(place, section, spoken, link),
            relevant=wanted,
        ),
        Question(
            name=place.question,
            type="text",
            label=_said(spoken, "comment", title=title),
            short=_th(title),
            relevant=wanted,
            comment=True,
        ),
    ]


def _words(place: Place, section: DraftSection, spoken: Sequence[str], link: str) -> Texts:
    """What the section says, in the language of the document; where it is cut, where all of it is, in each language."""
    words, title = body(section), _plain(section.title)
    if len(words) <= SHOWN:
        return _th(said("ask", "read", title=title, text=_plain(words)))
    shown = said("ask", "read", title=title, text=_plain(cut(words, SHOWN).rstrip("…")) + "…")
    more = {each: said_in(each, "more", link=f"{link}#s{place.number}") for each in spoken}
    return {each: f"{marked(shown, each)}\n\n{more[each]}" for each in spoken}


def _put(form: Form, group: Group, made: Sequence[Question]) -> Form:
    """The form with the group before the consents at its end."""
    probe = edits.insert(form, made[0].model_copy(update={"groups": (), "name": "draft_place"}))
    at = next(k for k, question in enumerate(probe.questions) if question.name == "draft_place")
    rows = (*form.questions[:at], *made, *form.questions[at:])
    return form.model_copy(update={"questions": rows, "groups": (*form.groups, group)})


def body(section: DraftSection) -> str:
    """A section's words without the heading that its title already tells; the heading where there is nothing else."""
    first, _, rest = section.text.strip().partition("\n")
    return rest.strip() or first if first.lstrip("#").strip() == section.title else section.text.strip()


def _plain(text: str) -> str:
    """Words of a document are never a reference to an answer."""
    return text.replace("${", "$ {")


def _said(spoken: Sequence[str], key: str, **values: object) -> Texts:
    return {each: said_in(each, key, **values) for each in spoken}


def _th(text: str) -> Texts:
    return {"th": text}
