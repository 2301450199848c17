"""A hearing whose themes were grouped by the job and signed off."""

from consultation.db import Database
from consultation.themes import service as themes
from consultation.themes.values import ThemeSetView
from tests.consultation.themes.grouped import grouped
from tests.prepared import made_once


@made_once
async def signed(db: Database, most: int = 60) -> tuple[int, ThemeSetView]:
    """The consultation's id and its signed-off theme set."""
    consultation_id, set_id = await grouped(db, most)
    await db.write(themes.sign_off, set_id, "หัวหน้ากลุ่มงาน", 0)
    return consultation_id, await db.read(themes.view, set_id)
