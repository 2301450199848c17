"""What changed between two versions of a form, for a person to read: pure, two forms in, a `Difference` out.

Questions and groups are the same when they have the same name. Texts are compared word by word; a question counts as
moved when it left the order that the most of the others kept, or its group.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Literal

from consultation.forms.form import Choice, Form, Group, Question, Texts
from consultation.forms.texts import QUESTION_FIELDS, THAI
from nlp.words import pieces

Mark = Literal["same", "gone", "new"]

_QUESTION_VALUES = (
    "type", "required", "required_when", "relevant", "constraint", "choice_filter", "calculation", "default", "trigger",
    "read_only", "appearance", "role", "comment", "other",
)  # fmt: skip
_GROUP_VALUES = ("relevant", "repeat", "repeat_count", "appearance")


@dataclass(frozen=True)
class Piece:
    """Some words that stayed, went or came."""

    mark: Mark
    text: str


@dataclass(frozen=True)
class TextChange:
    """A text that changed in one language. choice: the choice whose label it is, else empty."""

    field: str
    choice: str
    language: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class ValueChange:
    """A value that changed: a type, an expression, yes or no; as text, empty for none."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Changed:
    """A question, a group, or the form itself (no name) that is in both versions and is not the same.

    numbers: its place in each version, from 1; 0 for what has none. untranslated: languages whose text stayed while the
    Thai changed.
    """

    name: str
    numbers: tuple[int, int] = (0, 0)
    moved: bool = False
    texts: tuple[TextChange, ...] = ()
    values: tuple[ValueChange, ...] = ()
    choices_added: tuple[Choice, ...] = ()
    choices_removed: tuple[Choice, ...] = ()
    choices_moved: bool = False
    untranslated: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Difference:
    """What a newer version adds, leaves out and changes. Numbers are places from 1, in the version that has it."""

    added: tuple[tuple[int, Question], ...] = ()
    removed: tuple[tuple[int, Question], ...] = ()
    groups_added: tuple[Group, ...] = ()
    groups_removed: tuple[Group, ...] = ()
    changed: tuple[Changed, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether the two versions say the same."""
        return self == Difference()


def difference(before: Form, after: Form) -> Difference:
    """What changed from one version of a form to another. Revision numbers and what is told around it do not count."""
    old = {question.name: (n, question) for n, question in enumerate(before.questions, 1)}
    new = {question.name: (n, question) for n, question in enumerate(after.questions, 1)}
    old_groups, new_groups = ({group.name: group for group in form.groups} for form in (before, after))
    moved = _moved([name for name in old if name in new], [name for name in new if name in old])
    found = [_form_change(before, after)]
    found += [_group_change(old_groups[name], new_groups[name]) for name in new_groups if name in old_groups]
    found += [_question_change(old[name], new[name], name in moved) for name in new if name in old]
    return Difference(
        added=tuple(new[name] for name in new if name not in old),
        removed=tuple(old[name] for name in old if name not in new),
        groups_added=tuple(new_groups[name] for name in new_groups if name not in old_groups),
        groups_removed=tuple(old_groups[name] for name in old_groups if name not in new_groups),
        changed=tuple(one for one in found if one != Changed(one.name, one.numbers)),
    )


def marked(before: str, after: str) -> tuple[Piece, ...]:
    """Two texts as one, word by word: what stayed, what went, what came."""
    old, new = pieces(before), pieces(after)
    found: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        sides: list[tuple[Mark, str]] = [("same", "".join(old[a:b]))]
        if kind != "equal":
            sides = [("gone", "".join(old[a:b])), ("new", "".join(new[c:d]))]
        found += [Piece(mark, text) for mark, text in sides if text]
    return tuple(found)


def _moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """The fewest that can have moved: all but the longest row that kept its order."""
    place = {name: at for at, name in enumerate(before)}
    best: list[tuple[int, list[str]]] = []  # for each name, the longest row that ends with it, by its length
    for name in after:
        longest: list[str] = max((row for row in best if place[row[1][-1]] < place[name]), default=(0, []))[1]
        best.append((len(longest) + 1, [*longest, name]))
    return set(after) - set(max(best, default=(0, []))[1])


def _form_change(before: Form, after: Form) -> Changed:
    pairs = [
        ("languages", " ".join(before.languages), " ".join(after.languages)),
        ("tables", _names(before), _names(after)),
        ("settings", _flat(before.settings), _flat(after.settings)),
    ]
    texts = tuple(_texts("title", "", before.title, after.title))
    return Changed("", texts=texts, values=_values(pairs), untranslated=_left(before.title, after.title))


def _group_change(before: Group, after: Group) -> Changed:
    pairs = [(name, _plain(getattr(before, name)), _plain(getattr(after, name))) for name in _GROUP_VALUES]
    pairs += [("within", " ".join(before.within), " ".join(after.within))]
    texts = tuple(_texts("label", "", before.label, after.label))
    return Changed(after.name, texts=texts, values=_values(pairs), untranslated=_left(before.label, after.label))


def _question_change(old: tuple[int, Question], new: tuple[int, Question], moved: bool) -> Changed:
    before, after = old[1], new[1]
    pairs = [(name, _plain(getattr(before, name)), _plain(getattr(after, name))) for name in _QUESTION_VALUES]
    pairs += [("groups", " ".join(before.groups), " ".join(after.groups))]
    pairs += [("parameters", _flat(before.parameters), _flat(after.parameters))]
    pairs += [("media", _media(before), _media(after))]
    there, here = ({choice.name: choice for choice in question.choices} for question in (before, after))
    both = [name for name in here if name in there]
    texts = [change for f in QUESTION_FIELDS for change in _texts(f, "", getattr(before, f), getattr(after, f))]
    texts += [change for name in both for change in _texts("choice", name, there[name].label, here[name].label)]
    columns = [(name, _flat(there[name].columns), _flat(here[name].columns)) for name in both]
    pairs += [(f"choice:{name}", was, now) for name, was, now in columns]
    left = {code for f in QUESTION_FIELDS for code in _left(getattr(before, f), getattr(after, f))}
    left |= {code for name in both for code in _left(there[name].label, here[name].label)}
    return Changed(
        name=after.name,
        numbers=(old[0], new[0]),
        moved=moved,
        texts=tuple(texts),
        values=_values(pairs),
        choices_added=tuple(choice for name, choice in here.items() if name not in there),
        choices_removed=tuple(choice for name, choice in there.items() if name not in here),
        choices_moved=both != [name for name in there if name in here],
        untranslated=tuple(sorted(left)),
    )


def _texts(name: str, choice: str, before: Texts, after: Texts) -> Iterator[TextChange]:
    for language in [*after, *(code for code in before if code not in after)]:
        old, new = before.get(language, ""), after.get(language, "")
        if old != new:
            yield TextChange(name, choice, language, marked(old, new))


def _left(before: Texts, after: Texts) -> tuple[str, ...]:
    """The languages that still say what the Thai said before."""
    if before.get(THAI, "") == after.get(THAI, ""):
        return ()
    return tuple(code for code, text in after.items() if code != THAI and text and before.get(code) == text)


def _values(pairs: Sequence[tuple[str, str, str]]) -> tuple[ValueChange, ...]:
    return tuple(ValueChange(name, before, after) for name, before, after in pairs if before != after)


def _names(form: Form) -> str:
    return " ".join(table.name for table in form.tables)


def _plain(value: object) -> str:
    return ("yes" if value else "") if isinstance(value, bool) else str(value)


def _flat(values: dict[str, str]) -> str:
    return " ".join(f"{name}={value}" for name, value in sorted(values.items()) if value)


def _media(question: Question) -> str:
    own = [f"{kind}={file}" for kind, files in question.media.items() for file in files.values()]
    return " ".join([*own, *(f"{c.name}:{kind}" for c in question.choices for kind in c.media)])
