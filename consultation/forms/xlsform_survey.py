"""The survey sheet as questions and groups, and everything that is wrong with its rows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from consultation.forms.form import ROLES, SELECTS, Choice, Group, Question, Texts
from consultation.forms.problem import Problem
from consultation.forms.workbook import Row, problem
from consultation.forms.xlsform_choices import Sources, from_table, other_choice, other_question
from consultation.forms.xlsform_columns import TRANSLATED, Columns
from consultation.forms.xlsform_languages import Languages
from consultation.forms.xlsform_rows import Node, Tree, walked
from consultation.forms.xlsform_types import EXTERNAL

SPOKEN_OF = {  # attribute of a question to the column that it stands in
    "label": "label", "hint": "hint", "guidance_hint": "guidance_hint", "short": "prachakhom_short",
    "required_message": "required_message", "constraint_message": "constraint_message",
}  # fmt: skip
PLAIN = ("relevant", "constraint", "calculation", "choice_filter", "read_only", "trigger", "default", "appearance")
_TYPED = ("default", "appearance")  # what is no expression keeps its quotation marks as they are
_OF_GROUPS = ("type", "name", "label", "relevant", "appearance", "repeat_count", "image", "big-image", "audio", "video")

_STANCE = re.compile(r"stance:[0-9]{1,3}")
_YES_NO = {"yes": True, "true": True, "1": True, "": False, "no": False, "false": False, "0": False}
_LONGEST_PARAMETERS = 1000
_PAIR = re.compile(r"([^\s=,;]+)\s*=\s*([^\s=,;]+)")
_TABLE = re.compile(r"(?:pulldata|instance)\(\s*['\"]([^'\"]+)['\"]")
_SEARCH = re.compile(r"\bsearch\s*\(")
_EXPRESSION = re.compile(r"[$(=<>/.]")  # what tells an expression from a word
_QUOTES = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")  # Word and Excel bend them while one types


@dataclass
class Survey:
    """What has been read of a survey: questions and groups in order, the row of each, everything wrong."""

    columns: Columns
    sources: Sources
    spoken: Languages
    questions: list[Question] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    rows: dict[str, Row] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def survey(found: Tree, columns: Columns, sources: Sources, spoken: Languages) -> Survey:
    """Make questions and groups of the tree of a survey sheet."""
    made = Survey(columns, sources, spoken, problems=list(found.problems))
    for node, around in walked(found.nodes):
        within = tuple(group.unique for group in around)
        made.rows[node.unique] = node.row
        if node.kind.what == "begin":
            made.groups.append(_group(node, within, made))
        elif node.name:
            question = _question(node, within, made)
            made.questions.append(question)
            if node.kind.other:
                made.questions.append(other_question(question))
                made.rows[made.questions[-1].name] = node.row
        made.problems.extend(_lacking(node, made))
    return made


def expression(text: str) -> str:
    """An expression as it is kept: bent quotation marks straightened."""
    return text.translate(_QUOTES)


def _group(node: Node, within: tuple[str, ...], made: Survey) -> Group:
    columns, row = made.columns, node.row
    return Group(
        name=node.unique,
        label=columns.texts(row, "label", made.spoken) if node.label is None else node.label,
        within=within,
        relevant=expression(columns.cell(row, "relevant")),
        appearance=columns.cell(row, "appearance"),
        repeat=node.kind.group == "repeat",
        repeat_count=expression(columns.cell(row, "repeat_count")),
        media=columns.pictures(row, made.spoken),
        extra=columns.rest(row) | columns.unused(row, (*_OF_GROUPS, "disabled"), made.spoken),
    )


def _question(node: Node, within: tuple[str, ...], made: Survey) -> Question:
    columns, row, kind = made.columns, node.row, node.kind
    required, when = _required(row, made)
    values: dict[str, object] = {name: columns.cell(row, name) for name in _TYPED}
    values |= {name: expression(columns.cell(row, name)) for name in PLAIN if name not in _TYPED}
    values["constraint"] = values["constraint"] or kind.constraint
    spoken: dict[str, Texts] = {to: columns.texts(row, name, made.spoken) for to, name in SPOKEN_OF.items()}
    parameters = _parameters(row, made)
    question = Question.model_validate(
        {
            "name": node.unique,
            "type": _own_type(node, made),
            "groups": within,
            "list_name": kind.list_name,
            "from_file": kind.from_file,
            "other": kind.other or _yes(row, "prachakhom_other", made),
            "required": required,
            "required_when": expression(when),
            "parameters": parameters,
            "media": columns.pictures(row, made.spoken),
            "role": _role(row, made),
            "comment": _yes(row, "prachakhom_comment", made),
            "extra": _extra(node, made),
            **spoken,
            **values,
        }
    )
    if question.type not in SELECTS:
        return question
    choices = _choices(node, parameters, made)
    if kind.other and not any(choice.name == "other" for choice in choices):
        choices = (*choices, other_choice(choices, question.label))
    return question.model_copy(update={"choices": choices})


def _own_type(node: Node, made: Survey) -> str:
    own = made.columns.cell(node.row, "prachakhom_type")
    if own and (own != "statements" or node.kind.type != "text"):
        made.problems.append(problem("unknown_own_type", node.row.place, type=own))
    return own if own == "statements" else node.kind.type


def _extra(node: Node, made: Survey) -> dict[str, str]:
    kept = made.columns.rest(node.row)
    if count := made.columns.cell(node.row, "repeat_count"):
        kept["repeat_count"] = count
    return kept | ({"type": node.kind.phone} if node.kind.phone else {})


def _required(row: Row, made: Survey) -> tuple[bool, str]:
    """Whether an answer is required, and else the expression that says when."""
    cell = made.columns.cell(row, "required")
    if _EXPRESSION.search(cell):
        return (False, cell) if cell.lower() not in ("true()", "false()") else (cell.lower() == "true()", "")
    return _yes(row, "required", made), ""


def _yes(row: Row, column: str, made: Survey) -> bool:
    value = made.columns.cell(row, column)
    if value.lower().removesuffix("()") not in _YES_NO:
        made.problems.append(problem("unknown_answer", row.place, column=column, value=value))
        return False
    return _YES_NO[value.lower().removesuffix("()")]


def _role(row: Row, made: Survey) -> str:
    role = made.columns.cell(row, "prachakhom_role")
    each = "prachakhom_each" in row.cells  # a template's question, asked of every issue of a plan
    if role and role not in ROLES and not _STANCE.fullmatch(role) and not (each and role == "stance"):
        made.problems.append(problem("unknown_role", row.place, role=role, roles=", ".join(ROLES)))
    return role


def _parameters(row: Row, made: Survey) -> dict[str, str]:
    given = expression(made.columns.cell(row, "parameters"))
    if len(given) > _LONGEST_PARAMETERS:
        made.problems.append(problem("bad_parameters", row.place, given=given[:80] + "…"))
        return {}
    if _PAIR.sub("", given).strip(" ,;\n\t"):
        made.problems.append(problem("bad_parameters", row.place, given=given))
    return {name.lower(): value for name, value in _PAIR.findall(given)}


def _choices(node: Node, parameters: dict[str, str], made: Survey) -> tuple[Choice, ...]:
    """The choices of a select; none where they are not to be found, which is then among the problems."""
    kind, place, sources = node.kind, node.row.place, made.sources
    listed = kind.list_name
    if not listed:
        made.problems.append(problem("no_list", place))
    elif kind.from_file not in ("", EXTERNAL):
        if (table := sources.tables.get(listed)) is None:
            made.problems.append(problem("no_table", place, file=kind.from_file))
            return ()
        try:
            return from_table(table, parameters, made.spoken)
        except LookupError as error:
            made.problems.append(problem("no_table_column", place, file=kind.from_file, column=error.args[0]))
    else:
        known = sources.external if kind.from_file else sources.choices
        if listed in known:
            return known[listed]
        sheet = kind.from_file or "choices"
        names = ", ".join(sorted(known)) or "–"
        made.problems.append(problem("unknown_list", place, list=listed, lists=names, sheet=sheet))
    return ()


def _lacking(node: Node, made: Survey) -> Iterator[Problem]:
    """Tables that the row looks into and that are not attached; and search(), which only a phone's program has."""
    columns, row, sources = made.columns, node.row, made.sources
    cells = "\n".join(row.cells[head] for head, (name, _) in columns.known.items() if _read(name) and head in row.cells)
    known = {*sources.tables, *sources.choices, *sources.external}
    wanted = [name.removesuffix(".csv") for name in _TABLE.findall(cells)]
    if node.kind.phone == "csv-external":
        wanted.append(node.name.removesuffix(".csv"))
    for name in dict.fromkeys(wanted):
        if name not in known:
            yield problem("no_table", row.place, file=f"{name}.csv")
    if _SEARCH.search(columns.cell(row, "appearance")):
        yield problem("refused_search", row.place)


def _read(column: str) -> bool:
    return column not in (*TRANSLATED, "type", "name")
