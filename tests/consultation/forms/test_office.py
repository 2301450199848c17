"""An office's own templates, on both databases."""

import pytest

from consultation import audit
from consultation.db import Database
from consultation.errors import Refused
from consultation.forms import office
from consultation.forms.form import Choice, Form, Question
from consultation.forms.office import NewTemplate
from consultation.forms.templates import KEYS
from consultation.places.schemes import cluster

PLACE = Question(
    name="province", type="select_one", label={"th": "จังหวัดใดคะ"}, role="province", appearance="province",
    choices=(Choice(name="@provinces", label={"th": "(จังหวัด)"}),),
)  # fmt: skip
FORM = Form(title={"th": "น้ำใน{cluster}"}, questions=(PLACE,), revision=7)
NEW = NewTemplate(name="น้ำประจำปี", about="ทุกปี", kind="evaluation", key="water-2570")


async def test_a_template_is_kept_offered_and_filled_in(db: Database) -> None:
    info = await db.write(office.save, NEW, FORM, "สมใจ", {"a.png": b"a"})
    assert (info.key, info.name, info.about, info.kind, info.own) == (
        "water-2570", "น้ำประจำปี", "ทุกปี", "evaluation", True,
    )  # fmt: skip
    offered = await db.read(office.offered)
    assert [*offered] == [*KEYS, "water-2570"] and offered["water-2570"] == info
    place = cluster("current:10")
    form = await db.read(office.fill, "water-2570", place)
    assert form.title["th"] == f"น้ำใน{place.full_name_th}" and form.settings == {} and form.revision == 0
    assert [choice.name for choice in form.questions[0].choices] == [p.iso for p in place.provinces]
    assert await db.read(office.files, "water-2570") == {"a.png": b"a"}
    assert await db.read(audit.verify) == 1


async def test_keys_are_given_where_none_is_and_taken_ones_are_refused(db: Database) -> None:
    for name in ("ก", "ข"):
        await db.write(office.save, NewTemplate(name=name), FORM, "สมใจ")
    assert [*await db.read(office.offered)][len(KEYS) :] == ["office-1", "office-2"]
    for new, says in (
        (NewTemplate(name="ก"), "อยู่แล้ว"),
        (NewTemplate(name="ค", key="office-2"), "อยู่แล้ว"),
        (NewTemplate(name="ค", key="needs"), "มากับระบบ"),
        (NewTemplate(name="ค", key="น้ำ"), "ตัวอักษรอังกฤษ"),
        (NewTemplate(name=" "), "ยังไม่มีชื่อแม่แบบ"),
        (NewTemplate(name="ค", kind="poll"), "poll"),
    ):
        with pytest.raises(Refused, match=says):
            await db.write(office.save, new, FORM, "สมใจ")
    assert len(await db.read(office.offered)) == len(KEYS) + 2


async def test_a_deleted_template_is_gone_with_its_files_and_the_record_says_who(db: Database) -> None:
    await db.write(office.save, NEW, FORM, "สมใจ", {"a.png": b"a"})
    await db.write(office.delete, NEW.key, "วิชัย")
    assert [*await db.read(office.offered)] == [*KEYS]
    assert await db.read(office.files, NEW.key) == {}
    with pytest.raises(Refused, match="needs, draft-plan"):
        await db.read(office.find, NEW.key)
    with pytest.raises(Refused, match="มากับระบบ"):
        await db.write(office.delete, "needs", "วิชัย")
    assert await db.read(audit.verify) == 2
