"""A small form with what a builder has to keep: a cascade, conditions, a repeat inside a group, languages."""

from consultation.forms.form import Choice, Form, Group, Question, Type


def ask(name: str, type_: Type = "text", **more: object) -> Question:
    return Question.model_validate({"name": name, "type": type_, "label": {"th": f"ถาม {name}"}, **more})


def choices(**labels: str) -> tuple[Choice, ...]:
    return tuple(Choice(name=name, label={"th": label}) for name, label in labels.items())


def sample() -> Form:
    """grown: crop, kinds; home (a group) with house and members (a repeat) with age and school; wish."""
    kinds = (
        Choice(name="jasmine", label={"th": "หอมมะลิ", "en": "Jasmine"}, columns={"crop": "rice"}),
        Choice(name="sticky", label={"th": "เหนียว"}, columns={"crop": "rice"}),
        Choice(name="para", label={"th": "ยางพารา"}, columns={"crop": "rubber"}),
    )
    return Form(
        title={"th": "ครัวเรือน", "en": "Household"},
        questions=(
            ask("crop", "select_one", choices=choices(rice="ข้าว", rubber="ยาง", none="ไม่ได้ปลูก")),
            ask("kind", "select_one", choices=kinds, choice_filter="crop = ${crop}", relevant="${crop} != 'none'"),
            ask("house", "integer", groups=("home",), constraint=". >= 1 and . <= 20"),
            ask("age", "integer", groups=("home", "member")),
            ask("school", groups=("home", "member"), relevant="${age} < 18"),
            ask("wish", label={"th": "ท่านที่ปลูก ${crop} อยากให้ช่วยอย่างไรคะ", "en": "Wishes of ${crop} growers?"}),
            ask("quote", "select_one", choices=choices(yes="ยินยอม", no="ไม่ยินยอม"), role="consent_quote"),
        ),
        groups=(
            Group(name="home", label={"th": "บ้าน"}),
            Group(name="member", label={"th": "คนในบ้าน"}, within=("home",), repeat=True, repeat_count="${house}"),
        ),
        languages={"th": "ไทย (th)", "en": "English (en)"},
    )
