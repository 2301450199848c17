"""Forms and inputs for walks at random, as hypothesis strategies."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from consultation.forms.form import About, Choice, Form, Question
from consultation.talk.model import Incoming

CODE = "WALK23"
STARTS = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
CLOSES = STARTS + timedelta(days=30)
LABELS = ("น้ำ", "ถนน", "ไฟฟ้า", "ขยะ", "ข้าม", "ตกลง", "1", "ใช่", "ไม่ใช่", "เห็นด้วย", "ไม่เห็นด้วย", "อื่น ๆ")
TYPED = (
    "", " ", "\u200b", "1", "๒", "ข้อ 3", "1 2", "1 3 และ 5", "3 1 2", "1 1", "99", "-1", "0.5", "๑,๐๐๐", "สิบสอง", "ใช่",
    "ไม่ใช่", "ข้าม", "ย้อนกลับ", "หยุดก่อน", "ต่อ", "ช่วยเหลือ", "เสร็จแล้ว", "เลือกใหม่", "เริ่ม", "ไม่สะดวกตอบ", "ส่ง",
    "แก้ไข", "ไม่แก้แล้ว", "สวัสดี", "นํ้าท่วม", "ก" * 3000, "\x00\x0b\ud800", "<b>&", "อุดรธานี", "เลย", "กรุงเทพ", "เมือง",
)  # fmt: skip
VERBS = (
    "start",
    "details",
    "decline",
    "skip",
    "back",
    "pause",
    "done",
    "clear",
    "keep",
    "send",
    "edit",
    "c",
    "e",
    "go",
)


@st.composite
def _choices(draw: st.DrawFn) -> tuple[Choice, ...]:
    labels = draw(st.lists(st.sampled_from(LABELS), min_size=2, max_size=7, unique=True))
    return tuple(
        Choice(name=f"c{n}", label={"th": label}, columns={"of": draw(st.sampled_from(("c1", "c2", "3")))})
        for n, label in enumerate(labels, 1)
    )


@st.composite
def _question(draw: st.DrawFn, name: str, before: list[str]) -> Question:
    kind = draw(st.sampled_from(("note", "text", "integer", "select_one", "select_multiple", "rank")))
    earlier = draw(st.sampled_from(before)) if before else name
    selects = kind in ("select_one", "select_multiple", "rank")
    constraint = {
        "text": ("", "string-length(.) <= 20", "not(contains(., 'ก'))"),
        "integer": ("", ". >= 0 and . < 100", f". > ${{{earlier}}}"),
        "note": ("",),
        "select_one": ("", ". != 'c1'"),
    }.get(kind, ("", "count-selected(.) <= 2", "count-selected(.) >= 2", "not(selected(., 'c2'))"))
    relevant = ("", "", f"${{{earlier}}} = 'c1'", f"${{{earlier}}} != ''", f"not(selected(${{{earlier}}}, 'c2'))")
    return Question(
        name=name,
        type=kind,
        label={"th": f"ข้อ {name} คืออะไรคะ"},
        choices=draw(_choices()) if selects else (),
        required=draw(st.booleans()),
        relevant=draw(st.sampled_from(relevant)) if before else "",
        constraint=draw(st.sampled_from(constraint)),
        choice_filter=draw(st.sampled_from(("", "", f"of = ${{{earlier}}}"))) if selects and before else "",
        appearance=draw(st.sampled_from(("", "", "province", "district"))) if kind == "select_one" else "",
    )


@st.composite
def forms(draw: st.DrawFn) -> Form:
    """Any form of up to six questions with conditions on the earlier ones."""
    questions: list[Question] = []
    for number in range(draw(st.integers(1, 6))):
        questions.append(draw(_question(f"q{number}", [question.name for question in questions])))
    about = About(code=CODE, title="ทดลอง", cluster="กลุ่มจังหวัดทดลอง", closes_at=CLOSES)
    return Form(title={"th": "ทดลอง"}, questions=tuple(questions), revision=1, about=about)


@st.composite
def _data(draw: st.DrawFn) -> str:
    """A button's data that may fit by chance, or not at all."""
    turn, number = draw(st.integers(0, 12)), draw(st.sampled_from(("", "0", "1", "2", "9999")))
    made = f"{CODE}.1.{turn}.{draw(st.sampled_from(VERBS))}{number}"
    return draw(st.sampled_from((made, made, made.lower(), "WALK24.1.1.c0", draw(st.text(max_size=50)))))


@st.composite
def incomings(draw: st.DrawFn) -> Incoming:
    """Anything that a person or a forger may send, mostly before the close."""
    at = STARTS + timedelta(seconds=draw(st.integers(0, 86400)) * draw(st.sampled_from((1, 1, 1, 60))))
    kind = draw(st.sampled_from(("text", "text", "text", "tap", "tap", "hello", "media")))
    if kind == "tap":
        return Incoming(kind="tap", at=at, data=draw(_data()))
    text = draw(st.one_of(st.sampled_from(TYPED), st.sampled_from(LABELS), st.text(max_size=60)))
    return Incoming(kind=kind, at=at, text="" if kind == "hello" else text)


def acts() -> st.SearchStrategy[list[int | Incoming]]:
    """What somebody does: mostly taps on what is shown, by its place, and short typed answers; sometimes anything."""
    shown = st.integers(0, 40)
    short = st.sampled_from(TYPED[3:16]).map(lambda text: Incoming(kind="text", at=STARTS, text=text))
    return st.lists(st.one_of(shown, shown, short, short, incomings()), min_size=4, max_size=40)
