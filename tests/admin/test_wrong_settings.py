"""A wrong setting is told in Thai: which it is, what it must be, and where that is written."""

import pytest
from pydantic import ValidationError

from admin.cli import wrong_setting
from consultation.settings import Settings


@pytest.mark.parametrize(
    "name, given, must",
    [
        ("PORT", "แปดพัน", "ต้องเป็นจำนวนเต็ม"),
        ("PORT", "70000", "ต้องไม่เกิน 65535"),
        ("RETENTION_LINK_DAYS", "0", "ต้องไม่น้อยกว่า 1"),
        ("DATABASE_STATEMENT_SECONDS", "0", "ต้องมากกว่า 0"),
        ("DATABASE_ANSWER_SECONDS", "เร็ว", "ต้องเป็นตัวเลข"),
        ("TELEGRAM_MODE", "push", "ต้องเป็นค่าหนึ่งใน 'webhook' or 'poll'"),
    ],
)
def test_what_is_wrong_and_how_to_mend_it(monkeypatch: pytest.MonkeyPatch, name: str, given: str, must: str) -> None:
    monkeypatch.setenv(f"PRACHAKHOM_{name}", given)
    with pytest.raises(ValidationError) as caught:
        Settings()
    (problem,) = caught.value.errors()
    said = wrong_setting(problem)
    assert f"PRACHAKHOM_{name} เป็น “{given}”" in said and must in said and "settings.md" in said
