"""What the builder's page shows: the rows of the list with their problems, and the figures above them."""

from collections.abc import Sequence
from dataclasses import dataclass

from consultation.forms import conditions, locked, saying, translations
from consultation.forms.check import MOST_QUESTIONS, Problem, group_place, minutes, place, problems
from consultation.forms.edits.choices import follows
from consultation.forms.form import Form, Group, Question, in_language
from consultation.forms.tree import Branch, Nodes, tree
from consultation.law import told


@dataclass(frozen=True)
class Row:
    """One line of the list: a question with its number, or a group with the rows inside it.

    title: its label; where it tells an answer, the question is named by its number. first, last: there is no place to
    move up or down to. sentence: when it is asked, in Thai; own: by an expression that somebody wrote. cascade: the
    question that its choices follow. times: how often a repeat is asked. source: where its words come from (`source`).
    """

    part: Question | Group
    title: str
    number: int
    first: bool
    last: bool
    sentence: str
    own: bool
    cascade: str = ""
    problems: tuple[Problem, ...] = ()
    rows: tuple["Row", ...] = ()
    times: str = ""
    source: str = ""

    @property
    def is_group(self) -> bool:
        """Whether it is a group."""
        return isinstance(self.part, Group)


@dataclass(frozen=True)
class Figures:
    """How long the form is and what it lacks."""

    counted: int
    minutes: int
    many: bool
    most: int
    missing: int
    problems: int


def figures(form: Form) -> Figures:
    """The figures that stand above the questions."""
    counted = sum(question.counted for question in form.questions)
    wrong = sum(not problem.warning for problem in problems(form))
    lacking = sum(translations.missing(form).values())
    return Figures(counted, minutes(form), counted > MOST_QUESTIONS, MOST_QUESTIONS, lacking, wrong)


def rows(form: Form) -> tuple[Row, ...]:
    """The list, group by group."""
    by_place: dict[str, list[Problem]] = {}
    for problem in problems(form):
        by_place.setdefault(problem.where, []).append(problem)
    numbers = {question.name: number for number, question in enumerate(form.questions, 1)}
    return _rows(form, tree(form), by_place, numbers, outermost=True)


def whole(form: Form) -> list[Problem]:
    """The problems that belong to no single question."""
    places = {place(number, question.name) for number, question in enumerate(form.questions, 1)}
    places |= {group_place(group.name) for group in form.groups}
    return [problem for problem in problems(form) if problem.where not in places]


def problems_of(form: Form, name: str) -> list[Problem]:
    """The problems of one question or group."""
    places = {place(number, name) for number, question in enumerate(form.questions, 1) if question.name == name}
    places |= {group_place(name)} if form.group(name) else set()
    return [problem for problem in problems(form) if problem.where in places]


def sentence(form: Form, expression: str) -> str:
    """A condition in words: a sentence where rows can say it, else the expression itself."""
    return saying.condition(form, expression) or expression


def source(form: Form, name: str) -> str:
    """Where the words of a question or group come from: `draft` (one open to comment), `facts` (the wizard of the
    regulation B.E. 2548), or empty: somebody typed them here."""
    question = form.question(name)
    if locked.holds(form, name):
        return "draft"
    return "facts" if question is not None and told.from_wizard(question) else ""


def _rows(
    form: Form, nodes: Nodes, by_place: dict[str, list[Problem]], numbers: dict[str, int], *, outermost: bool = False
) -> tuple[Row, ...]:
    found: list[Row] = []
    for at, node in enumerate(nodes):
        part: Question | Group = node.group if isinstance(node, Branch) else node
        inner = _rows(form, node.nodes, by_place, numbers) if isinstance(node, Branch) else ()
        edge = {"first": outermost and at == 0, "last": outermost and at == len(nodes) - 1}
        found.append(_row(form, part, inner, edge, by_place, numbers))
    return tuple(found)


def _row(
    form: Form,
    part: Question | Group,
    inner: Sequence[Row],
    edge: dict[str, bool],
    by_place: dict[str, list[Problem]],
    numbers: dict[str, int],
) -> Row:
    number = numbers.get(part.name, 0)
    following = follows(part) if isinstance(part, Question) else None
    return Row(
        part=part,
        title=saying.told(form, in_language(part.label, "th") or part.name),
        number=number,
        **edge,
        sentence=saying.condition(form, part.relevant),
        own=bool(part.relevant) and conditions.read(part.relevant) is None,
        cascade=saying.named(form, following.question) if following else "",
        problems=tuple(by_place.get(place(number, part.name) if number else group_place(part.name), ())),
        rows=tuple(inner),
        times=_times(form, part) if isinstance(part, Group) else "",
        source=source(form, part.name),
    )


def _times(form: Form, group: Group) -> str:
    """How often a group is asked: a number, the question that says it, or the expression; empty: one more each time."""
    name = group.repeat_count.removeprefix("${").removesuffix("}").strip()
    return saying.named(form, name) if form.question(name) else group.repeat_count
