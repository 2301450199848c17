"""All texts of a form side by side in its languages: what is missing, what may be out of date, putting one in.

A text is known by its address: `owner:field:choice` (`topics:label:`, `topics:choice:T01`, `:title:`). Thai is what
the form is written in; every other language is somebody's translation, never a machine's.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consultation.forms.edits.choices import fixed
from consultation.forms.form import Form, Group, Question, Texts
from consultation.forms.workbook import languages as named_languages

THAI = "th"
QUESTION_FIELDS = ("label", "short", "hint", "guidance_hint", "required_message", "constraint_message")

_RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")


@dataclass(frozen=True)
class Item:
    """One text: whose (question or group; empty for the form), which of its texts, of which choice; what it says."""

    owner: str
    field: str
    choice: str
    texts: Texts

    @property
    def address(self) -> str:
        """Where the text stands, as one word."""
        return f"{self.owner}:{self.field}:{self.choice}"

    @property
    def thai(self) -> str:
        """What it says in Thai."""
        return self.texts.get(THAI, "")


def items(form: Form) -> list[Item]:
    """Every text with Thai in it, in form order: the title, then each group before what is inside it."""
    return [item for item in _all(form) if item.thai.strip()]


def languages(form: Form) -> list[str]:
    """The languages beside Thai that the form has or has some text in: ours first, then others."""
    there = {language for item in _all(form) for language, text in item.texts.items() if text} | set(form.languages)
    ours = [language for language in named_languages() if language in there]
    return [language for language in [*ours, *sorted(there - set(ours))] if language != THAI]


def missing(form: Form) -> dict[str, int]:
    """How many texts each language lacks; languages of `languages` only, complete ones with 0."""
    all_items = items(form)
    return {code: sum(not item.texts.get(code, "").strip() for item in all_items) for code in languages(form)}


def stale(versions: Sequence[Form]) -> set[tuple[str, str]]:
    """The translations (address, language) of the last version whose Thai changed after they were made.

    versions: the form as it was, oldest first; what came before the first is not known.
    """
    made_of: dict[tuple[str, str], tuple[str, str]] = {}
    for form in versions:
        for item in items(form):
            for language, text in item.texts.items():
                known = made_of.get((item.address, language))
                if known is None or known[0] != text:
                    made_of[item.address, language] = (text, item.thai)
    last = {item.address: item for item in items(versions[-1])} if versions else {}
    return {
        (address, language)
        for (address, language), (text, thai) in made_of.items()
        if language != THAI and address in last and text and last[address].texts.get(language) == text
        if last[address].thai != thai
    }


def put(form: Form, texts: Mapping[tuple[str, str], str]) -> Form:
    """The form with translations (address, language) as typed; an empty one is taken away. Thai is not touched."""
    wanted: dict[str, dict[tuple[str, str], dict[str, str]]] = {}
    for (address, language), text in texts.items():
        owner, _, rest = address.partition(":")
        field, _, choice = rest.partition(":")
        if language != THAI:
            wanted.setdefault(owner, {}).setdefault((field, choice), {})[language] = text.strip()
    update: dict[str, Any] = {
        "questions": tuple(_translated(question, wanted.get(question.name, {})) for question in form.questions),
        "groups": tuple(_translated(group, wanted.get(group.name, {})) for group in form.groups),
    }
    if title := wanted.get("", {}).get(("title", "")):
        update["title"] = _merged(form.title, title)
    return form.model_copy(update=update)


def same_elsewhere(form: Form, texts: Mapping[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    """The same translations for the same Thai words where there is none yet: what a person wrote, used again."""
    by_address = {item.address: item for item in items(form)}
    said = {
        (by_address[address].thai, language): text.strip()
        for (address, language), text in texts.items()
        if text.strip() and address in by_address
    }
    return {
        (item.address, language): text
        for item in by_address.values()
        for (thai, language), text in said.items()
        if item.thai == thai and not item.texts.get(language, "").strip() and (item.address, language) not in texts
    }


def add_language(form: Form, code: str) -> Form:
    """The form with one more language to be translated into, named as workbooks name it."""
    names = {language: f"{name} ({language})" for language, name in named_languages().items()}
    if code not in names or code in form.languages:
        return form
    wanted = {**form.languages, code: names[code]}
    return form.model_copy(update={"languages": {THAI: names[THAI], **wanted}})


def drop_language(form: Form, code: str) -> Form:
    """The form without a language and without every text in it. Thai stays."""
    if code == THAI:
        return form
    gone = put(form, {(item.address, code): "" for item in _all(form)})
    return gone.model_copy(update={"languages": {k: v for k, v in form.languages.items() if k != code}})


def right_to_left(code: str) -> bool:
    """Whether a language is written from right to left."""
    return code.endswith("-Arab") or code.partition("-")[0] in _RIGHT_TO_LEFT


def _all(form: Form) -> Iterator[Item]:
    yield Item("", "title", "", form.title)
    said: set[str] = set()
    for question in form.questions:
        for name in question.groups:
            group = form.group(name)
            if group and name not in said:
                said.add(name)
                yield Item(name, "label", "", group.label)
        yield from _of(question)


def _of(question: Question) -> Iterator[Item]:
    for field in QUESTION_FIELDS:
        yield Item(question.name, field, "", getattr(question, field))
    for choice in () if fixed(question) else question.choices:
        yield Item(question.name, "choice", choice.name, choice.label)


def _translated(part: Any, wanted: Mapping[tuple[str, str], dict[str, str]]) -> Any:
    if not wanted:
        return part
    fields = QUESTION_FIELDS if isinstance(part, Question) else ("label",)
    update: dict[str, Any] = {
        field: _merged(getattr(part, field), texts) for (field, choice), texts in wanted.items() if field in fields
    }
    if isinstance(part, Question):
        update["choices"] = tuple(
            choice.model_copy(update={"label": _merged(choice.label, wanted.get(("choice", choice.name), {}))})
            for choice in part.choices
        )
    assert isinstance(part, Question | Group)
    return part.model_copy(update=update)


def _merged(texts: Texts, more: Mapping[str, str]) -> Texts:
    return {language: text for language, text in {**texts, **more}.items() if text or language == THAI}
