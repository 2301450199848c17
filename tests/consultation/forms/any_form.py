"""Any form that an officer might have: hypothesis strategies that fill every field there is."""

from hypothesis import strategies as st

from consultation.forms.form import ROLES, SELECTS, TYPES, Choice, Form, Group, Question, Table
from consultation.forms.xlsform_choices import from_table, other_choice, other_question
from consultation.forms.xlsform_languages import Languages

# "_x" begins what Excel writes for characters that XML cannot hold; `${` what pyxform looks up.
WORDS = st.text(
    st.characters(categories=("L", "M", "N", "P", "S", "Zs", "Cc"), exclude_characters="_{}"), min_size=1, max_size=30
)
NAMES = st.from_regex(r"[a-z][a-z0-9]{0,6}", fullmatch=True)
LANGUAGES = ("th", "en", "ms", "ms-Arab", "lo", "French")
MEDIA = st.sampled_from(("image", "audio", "video", "big-image"))
RESERVED = {"name", "label", "value", "caption", "image", "audio", "video", "tag"}
EXPRESSIONS = st.sampled_from(
    ("", "true()", "1 + 1 = 2", "string-length('ก') > 0", "not(false())", "  'a' = ‘a’ ", "1 < 2 and 2 < 3")
)
CELLS = st.dictionaries(
    st.sampled_from(("bind::odk:length", "instance::note", "autoplay", "หมายเหตุ", "tr id", "body::accuracyThreshold")),
    WORDS,
    max_size=2,
)


@st.composite
def texts(draw: st.DrawFn, least: int = 0) -> dict[str, str]:
    chosen = draw(st.lists(st.sampled_from(LANGUAGES), unique=True, min_size=least, max_size=3))
    return {language: draw(WORDS) for language in chosen}


def some(strategy: st.SearchStrategy[dict[str, str]]) -> st.SearchStrategy[dict[str, str]]:
    return st.one_of(st.just({}), strategy)


def with_image(media: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """pyxform wants a small picture beside every big one."""
    return media | ({"image": media["big-image"]} if media.get("big-image") else {})


MEDIA_FILES = st.dictionaries(MEDIA, st.dictionaries(st.sampled_from(LANGUAGES), NAMES, max_size=2), max_size=2).map(
    with_image
)


@st.composite
def choice_lists(draw: st.DrawFn) -> tuple[Choice, ...]:
    names = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    columns = st.dictionaries(NAMES.filter(lambda name: name not in RESERVED), WORDS, max_size=2)
    return tuple(
        Choice(
            name=name, label=draw(texts()) | {"th": f"{name} {draw(WORDS)}"}, columns=draw(columns),
            media=draw(MEDIA_FILES),
        )
        for name in names
    )  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> tuple[Table, ...]:
    found = []
    for name in draw(st.lists(NAMES, max_size=2, unique=True)):
        rows = draw(
            st.lists(st.tuples(NAMES, WORDS.map(storable), st.text(max_size=5).map(storable)), min_size=2, max_size=4)
        )
        unique = {row[0]: row for row in rows}
        found.append(Table(name=name, columns=("name", "label::English (en)", "of"), rows=tuple(unique.values())))
    return tuple(found)


def storable(text: str) -> str:
    return "".join(letter for letter in text if letter not in "\r\0" and not "\ud800" <= letter <= "\udfff")


@st.composite
def questions(
    draw: st.DrawFn, number: int, around: tuple[str, ...], attached: tuple[Table, ...], repeated: bool
) -> list[Question]:
    kind = draw(st.sampled_from([kind for kind in TYPES if kind != "statements" or not repeated]))
    select = kind in SELECTS
    label = draw(texts(1)) | {"th": f"ข้อ {number}"}
    made = Question(
        name=f"q{number}", type=kind, label=label, groups=around,
        short=draw(some(texts())), hint=draw(some(texts())), guidance_hint=draw(some(texts())),
        choices=draw(choice_lists()) if select else (),
        list_name=draw(st.one_of(st.just(""), NAMES)) if select else "",
        required=draw(st.booleans()), required_when=draw(EXPRESSIONS), required_message=draw(some(texts())),
        relevant=draw(EXPRESSIONS), constraint=draw(EXPRESSIONS), constraint_message=draw(some(texts())),
        calculation="1 + 1" if kind == "calculate" else draw(EXPRESSIONS), read_only=draw(EXPRESSIONS),
        default=draw(st.sampled_from(("", "a", "12", "2025-01-05", "ค่าเริ่มต้น"))), trigger="",
        choice_filter=draw(EXPRESSIONS) if select else "",
        appearance=draw(st.sampled_from(("", "minimal", "w1 minimal"))),
        parameters=draw(parameters(kind)), media=draw(MEDIA_FILES),
        role=draw(st.sampled_from(("", "stance:3", *ROLES))), comment=draw(st.booleans()),
        extra=draw(CELLS) | (draw(st.sampled_from(({}, {"type": "deviceid"}))) if kind == "hidden" else {}),
    )  # fmt: skip
    return [made] if not select else draw(selects(made, attached))


@st.composite
def selects(draw: st.DrawFn, made: Question, attached: tuple[Table, ...]) -> list[Question]:
    """A select as it is, out of a file, from the second sheet of choices, or with "other"."""
    how = draw(st.sampled_from(("list", "file", "external", "other", "own other", "lone other")))
    if how == "file" and attached and made.type != "rank":
        table = attached[0]
        found = from_table(table, made.parameters, Languages())
        return [made.model_copy(update={"choices": found, "list_name": table.name, "from_file": f"{table.name}.csv"})]
    if how == "external" and made.type == "select_one":
        return [made.model_copy(update={"from_file": "external_choices"})]
    if how not in ("other", "own other", "lone other"):
        return [made]
    choices = (*made.choices, other_choice(made.choices, made.label))
    asked = made.model_copy(update={"choices": choices, "other": True, "choice_filter": ""})
    if how == "lone other":
        return [asked]
    after = other_question(asked)
    return [asked, after if how == "other" else after.model_copy(update={"label": {"th": "อื่นอะไรคะ"}})]


@st.composite
def parameters(draw: st.DrawFn, kind: str) -> dict[str, str]:
    if kind == "range":
        return {"start": "0", "end": str(draw(st.integers(2, 20))), "step": "1"}
    return (
        draw(st.sampled_from(({}, {"randomize": "true"}, {"randomize": "true", "seed": "7"}))) if kind == "rank" else {}
    )


@st.composite
def any_forms(draw: st.DrawFn) -> Form:
    attached = draw(tables())
    groups: list[Group] = []
    row: list[Question] = []
    around: tuple[str, ...] = ()
    for number in range(draw(st.integers(1, 5))):
        act = draw(st.sampled_from(("stay", "open", "close", "empty")))
        if act in ("open", "empty"):
            group = draw(any_group(f"g{number}", around))
            groups.append(group)
            around = (*around, group.name) if act == "open" else around
        elif act == "close":
            around = around[:-1]
        repeated = any(group.repeat for group in groups if group.name in around)
        row += draw(questions(number, around, attached, repeated))
    return Form(
        title=draw(texts()) | {"th": f"ถาม {draw(WORDS)}"}, questions=tuple(row), groups=tuple(groups), tables=attached,
        lists=draw(st.dictionaries(NAMES, choice_lists(), max_size=2)), revision=draw(st.integers(0, 99)),
        languages=draw(st.sampled_from(({}, {"en": "English (en)", "th": "ภาษาไทย"}, {"th": "ไทย (th)"}))),
        settings=draw(st.sampled_from(({}, {"form_id": "น้ำ", "version": "2568-01"}, {"style": "pages"}))),
    )  # fmt: skip


@st.composite
def any_group(draw: st.DrawFn, name: str, within: tuple[str, ...]) -> Group:
    repeat = draw(st.booleans())
    return Group(
        name=name, label=draw(texts()), within=within, relevant=draw(EXPRESSIONS), repeat=repeat,
        appearance=draw(st.sampled_from(("", "field-list"))), media=draw(MEDIA_FILES), extra=draw(CELLS),
        repeat_count=draw(st.sampled_from(("", "2", "1 + 1"))) if repeat else "",
    )  # fmt: skip
