"""The preview shows the shapes that LINE and Telegram give a question: rows, pages, ticks in place.

SHAPES=folder keeps pictures of them, to be looked at by people.
"""

import os
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from consultation.forms import service as forms
from consultation.forms.form import Choice, Form, Question
from tests.admin.application import draft
from tests.pages.conftest import DESK, PHONE, Look, Screen, Served
from tests.pages.test_officer import enter

LONG = (
    "ซ่อมถนนหน้าโรงเรียนและติดไฟส่องสว่างตลอดเส้นทาง",
    "ขุดลอกคลองส่งน้ำที่ตื้นเขินก่อนถึงฤดูฝนปีหน้า",
    "ตั้งศูนย์ดูแลผู้สูงอายุที่ขาดคนดูแลในทุกตำบล",
    "อื่น ๆ",
)


def choices(*labels: str) -> tuple[Choice, ...]:
    return tuple(Choice(name=f"c{n}", label={"th": label}) for n, label in enumerate(labels, 1))


FORM = Form(
    title={"th": "แผนปีหน้า"},
    questions=(
        Question(name="first", type="select_one", label={"th": "ควรทำเรื่องใดก่อนคะ"}, choices=choices(*LONG)),
        Question(name="some", type="select_multiple", label={"th": "เรื่องใดบ้างที่เร่งด่วนคะ"}, choices=choices(*LONG)),
        Question(
            name="district",
            type="select_one",
            label={"th": "ท่านอยู่อำเภอใดคะ"},
            choices=choices(*(f"อำเภอที่ {n}" for n in range(1, 61))),
        ),
    ),
)


async def keep(page: Page, name: str) -> None:
    if folder := os.environ.get("SHAPES"):
        await page.locator("#talk .keys").last.scroll_into_view_if_needed()
        await page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


async def preview(look: Look, served: Served, size: dict[str, int], app: str) -> Screen:
    one = (await served.db.write(draft)).id
    await served.db.write(forms.save, one, FORM, "test")
    screen = await look(size)
    await enter(screen.page)
    await screen.page.goto(f"/admin/consultations/{one}/preview")
    await screen.page.locator(f"[data-app={app}]").click()
    await screen.page.get_by_role("button", name="เริ่มตอบ").last.click()
    await expect(screen.page.locator("#talk")).to_contain_text("ควรทำเรื่องใดก่อนคะ")
    return screen


async def tap(page: Page, name: str) -> None:
    await page.locator("#talk button:enabled, #quick button:enabled", has_text=name).last.click()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["390", "1280"])
async def test_line_shows_long_and_many_choices_as_rows(look: Look, served: Served, size: dict[str, int]) -> None:
    screen = await preview(look, served, size, "line")
    page, width = screen.page, size["width"]
    row = page.locator(".bubble-list .key").first
    await expect(row).to_have_text(f"1. {LONG[0]}")
    box = await row.bounding_box()
    assert box is not None and box["height"] >= 44
    await keep(page, f"line-long-{width}")
    await tap(page, LONG[0])
    await tap(page, LONG[1])
    await expect(page.locator(".key-ticked")).to_have_text(f"2. ✓ {LONG[1]}")
    await keep(page, f"line-ticks-{width}")
    await tap(page, "เสร็จแล้ว")
    await expect(page.locator("#talk")).to_contain_text("หน้า 1 จาก 3")
    await tap(page, "หน้าถัดไป")
    await expect(page.locator("#talk")).to_contain_text("หน้า 2 จาก 3")
    await expect(page.locator(".bubble-list").last).to_contain_text("21. อำเภอที่ 21")
    await keep(page, f"line-pages-{width}")
    assert not await screen.sideways() and not screen.complaints
    assert not await screen.violations()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["390", "1280"])
async def test_telegram_changes_the_tapped_message(look: Look, served: Served, size: dict[str, int]) -> None:
    screen = await preview(look, served, size, "telegram")
    page, width = screen.page, size["width"]
    await tap(page, "ซ่อมถนน")
    await expect(page.locator("#talk .bubble", has_text="ควรทำเรื่องใดก่อนคะ")).to_contain_text("✓ 1. ซ่อมถนน")
    bubbles = await page.locator("#talk .bubble").count()
    await tap(page, "ขุดลอก")
    await expect(page.locator("#talk")).to_contain_text("2. ✓ ขุดลอก")
    await tap(page, "อื่น")
    await expect(page.locator("#talk")).to_contain_text("เลือกแล้ว: ขุดลอก")
    assert await page.locator("#talk .bubble").count() == bubbles
    await keep(page, f"telegram-ticks-{width}")
    await tap(page, "เสร็จแล้ว")
    await expect(page.locator("#talk")).to_contain_text("หน้า 1 จาก 3")
    await tap(page, "หน้าถัดไป")
    await expect(page.locator("#talk")).to_contain_text("หน้า 2 จาก 3")
    await expect(page.locator("#talk")).not_to_contain_text("หน้า 1 จาก 3")
    await keep(page, f"telegram-pages-{width}")
    assert not await screen.sideways() and not screen.complaints
