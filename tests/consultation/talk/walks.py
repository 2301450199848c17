"""Forms and inputs for walks at random, as hypothesis strategies."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from consultation.forms.form import About, Choice, Form, Group, Question
from consultation.talk.model import Incoming, Media, Place

CODE = "WALK23"
STARTS = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
CLOSES = STARTS + timedelta(days=30)
LABELS = ("น้ำ", "ถนน", "ไฟฟ้า", "ขยะ", "ข้าม", "ตกลง", "1", "ใช่", "ไม่ใช่", "เห็นด้วย", "ไม่เห็นด้วย", "อื่น ๆ")
TYPED = (
    "", " ", "\u200b", "1", "๒", "ข้อ 3", "1 2", "1 3 และ 5", "3 1 2", "1 1", "99", "-1", "0.5", "๑,๐๐๐", "สิบสอง", "ใช่",
    "ไม่ใช่", "มี", "ไม่มีแล้ว", "5 ม.ค. 68", "วันนี้", "8.30 น.", "16.43, 102.82", "รับทราบ", "ใช้ค่านี้", "หน้าถัดไป", "ข้าม",
    "ย้อนกลับ", "หยุดก่อน", "ต่อ", "ช่วยเหลือ", "เสร็จแล้ว", "เลือกใหม่", "เริ่ม", "ไม่สะดวกตอบ", "ส่ง", "แก้ไข", "ไม่แก้แล้ว",
    "สวัสดี", "นํ้าท่วม", "ก" * 3000, "\x00\x0b\ud800", "<b>&", "อุดรธานี", "เลย", "กรุงเทพ", "เมือง",
)  # fmt: skip
VERBS = (
    "start", "details", "decline", "skip", "back", "pause", "resume", "done", "clear", "keep", "default", "send",
    "edit", "next", "previous", "c", "e", "go",
)  # fmt: skip
SELECTS = ("select_one", "select_multiple", "rank")
KINDS = (
    "note", "text", "text", "integer", "decimal", "range", "select_one", "select_one", "select_multiple", "rank",
    "date", "time", "dateTime", "geopoint", "image", "audio", "video", "file", "acknowledge", "calculate",
    "hidden", "start", "end", "today",
)  # fmt: skip
CONSTRAINTS = {
    "text": ("", "string-length(.) <= 20", "not(contains(., 'ก'))", "regex(., '[a-z]+')"),
    "integer": ("", ". >= 0 and . < 100", ". > ${%s}", "1 = 2"),
    "decimal": ("", ". >= 0.5"),
    "range": ("", ". != 2"),
    "select_one": ("", ". != 'c1'", "count-selected(.) = 3"),
    "select_multiple": ("", "count-selected(.) <= 2", "count-selected(.) >= 2", "not(selected(., 'c2'))"),
    "rank": ("", "count-selected(.) <= 2"),
    "date": ("", ". <= today()", ". > today()"),
}
DEFAULTS = ("", "", "c1", "7", "today()", "น้ำ", "1 + 1", "${%s}", "no such thing", "2026-11-02")
PARAMETERS: tuple[dict[str, str], ...] = (
    {},
    {"start": "0", "end": "10"},
    {"start": "0", "end": "1", "step": "0.1"},
    {"start": "5", "end": "500", "step": "5"},
    {"start": "ก", "end": "3", "step": "0"},
    {"start": "9", "end": "1", "step": "-2"},
    {"start": "nan", "end": "1e99"},
)


@st.composite
def _choices(draw: st.DrawFn) -> tuple[Choice, ...]:
    labels = draw(st.lists(st.sampled_from(LABELS), min_size=2, max_size=7, unique=True))
    return tuple(
        Choice(name=f"c{n}", label={"th": label}, columns={"of": draw(st.sampled_from(("c1", "c2", "3")))})
        for n, label in enumerate(labels, 1)
    )


@st.composite
def _question(draw: st.DrawFn, name: str, before: list[str], groups: tuple[str, ...]) -> Question:
    kind = draw(st.sampled_from(KINDS))
    earlier = draw(st.sampled_from(before)) if before else name
    selects = kind in SELECTS
    relevant = ("", "", f"${{{earlier}}} = 'c1'", f"${{{earlier}}} != ''", f"not(selected(${{{earlier}}}, 'c2'))")
    filters = ("", "", f"of = ${{{earlier}}}") if selects and before else ("",)
    return Question(
        name=name,
        type=kind,
        groups=groups,
        label={"th": draw(st.sampled_from((f"ข้อ {name} คืออะไรคะ", f"ข้อ {name} ต่อจาก ${{{earlier}}}", "")))},
        guidance_hint={"th": "อธิบาย"} if draw(st.booleans()) else {},
        choices=draw(_choices()) if selects else (),
        required=draw(st.booleans()),
        required_when=f"${{{earlier}}} = 'c1'" if draw(st.integers(0, 3)) == 0 and before else "",
        required_message={"th": "ขอความกรุณาตอบข้อนี้ค่ะ"} if draw(st.booleans()) else {},
        relevant=draw(st.sampled_from(relevant)) if before else "",
        constraint=_about(draw(st.sampled_from(CONSTRAINTS.get(kind, ("",)))), earlier),
        calculation=f"concat(${{{earlier}}}, 'x')" if kind == "calculate" else "",
        default=_about(draw(st.sampled_from(DEFAULTS)), earlier),
        choice_filter=draw(st.sampled_from(filters)),
        parameters=draw(st.sampled_from(PARAMETERS)) if kind == "range" else {},
        appearance=draw(st.sampled_from(("", "", "province", "district"))) if kind == "select_one" else "",
    )


def _about(expression: str, earlier: str) -> str:
    return expression % earlier if "%s" in expression else expression


@st.composite
def _others(draw: st.DrawFn, question: Question) -> list[Question]:
    """The question itself, and now and then "or other" with the text that it asks for."""
    if question.type != "select_one" or draw(st.integers(0, 3)):
        return [question]
    choices = (*question.choices, Choice(name="other", label={"th": "อื่น ๆ โปรดระบุ"}, columns={"of": "c1"}))
    specify = Question(
        name=f"{question.name}_other",
        type="text",
        label={"th": "อื่น ๆ คืออะไรคะ"},
        groups=question.groups,
        relevant=f"selected(${{{question.name}}}, 'other')",
    )
    return [question.model_copy(update={"choices": choices, "other": True}), specify]


@st.composite
def _group(draw: st.DrawFn, name: str, within: tuple[str, ...], before: list[str]) -> Group:
    kind = draw(st.sampled_from(("group", "repeat", "repeat", "counted")))
    counts = ("2", "0") if within else ("2", "0", "25", *(f"${{{one}}}" for one in before[-1:]))
    return Group(
        name=name,
        label={"th": f"หมวด {name}"} if draw(st.booleans()) else {},
        within=within,
        relevant=f"${{{before[0]}}} != 'c2'" if before and draw(st.integers(0, 3)) == 0 else "",
        repeat=kind != "group",
        repeat_count=draw(st.sampled_from(counts)) if kind == "counted" else "",
    )


@st.composite
def forms(draw: st.DrawFn) -> Form:
    """Any form of up to eight questions, in groups and repeats, with conditions on the earlier ones."""
    questions: list[Question] = []
    groups: list[Group] = []
    around: tuple[str, ...] = ()
    for number in range(draw(st.integers(1, 8))):
        before = [question.name for question in questions]
        step = draw(st.sampled_from(("stay", "stay", "enter", "leave")))
        if step == "enter" and len(around) < 2:
            groups.append(draw(_group(f"g{number}", around, before)))
            around = (*around, f"g{number}")
        elif step == "leave":
            around = around[:-1]
        questions += draw(_others(draw(_question(f"q{number}", before, around))))
    about = About(code=CODE, title="ทดลอง", cluster="กลุ่มจังหวัดทดลอง", closes_at=CLOSES)
    return Form(title={"th": "ทดลอง"}, questions=tuple(questions), groups=tuple(groups), revision=1, about=about)


@st.composite
def _data(draw: st.DrawFn) -> str:
    """A button's data that may fit by chance, or not at all."""
    turn, number = draw(st.integers(0, 12)), draw(st.sampled_from(("", "0", "1", "2", "9999", "739500", "999999999")))
    made = f"{CODE}.1.{turn}.{draw(st.sampled_from(VERBS))}{number}"
    return draw(st.sampled_from((made, made, made.lower(), "WALK24.1.1.c0", draw(st.text(max_size=50)))))


@st.composite
def incomings(draw: st.DrawFn) -> Incoming:
    """Anything that a person or a forger may send, mostly before the close."""
    at = STARTS + timedelta(seconds=draw(st.integers(0, 86400)) * draw(st.sampled_from((1, 1, 1, 60))))
    kind = draw(st.sampled_from(("text", "text", "text", "tap", "tap", "hello", "media", "media", "place")))
    if kind == "tap":
        return Incoming(kind="tap", at=at, data=draw(_data()))
    if kind == "place":
        return Incoming(kind="place", at=at, place=draw(st.sampled_from((Place(lat=16.4, lon=102.8), None))))
    text = draw(st.one_of(st.sampled_from(TYPED), st.sampled_from(LABELS), st.text(max_size=60)))
    media = draw(st.sampled_from((None, "image", "audio", "video", "file", "sticker"))) if kind == "media" else None
    given = Media.model_validate({"what": media, "reference": "line:7", "album": "a"}) if media else None
    caption = text if draw(st.booleans()) else ""
    return Incoming(kind=kind, at=at, text="" if kind == "hello" else caption if given else text, media=given)


def acts() -> st.SearchStrategy[list[int | Incoming]]:
    """What somebody does: mostly taps on what is shown, by its place, and short typed answers; sometimes anything."""
    shown = st.integers(0, 40)
    short = st.sampled_from(TYPED[3:27]).map(lambda text: Incoming(kind="text", at=STARTS, text=text))
    return st.lists(st.one_of(shown, shown, short, short, incomings()), min_size=4, max_size=40)
