"""Long lists in pages: whatever the list, somebody who turns them one by one sees every choice, and can go back."""

from hypothesis import example, given

from bot.pages import MOST, page
from consultation.talk.model import Outgoing
from tests.bot.line.test_render import outgoings
from tests.bot.said import SUGGESTED


@given(outgoings)
@example(SUGGESTED)
def test_turning_from_the_first_page_to_the_last_shows_every_choice_once(asked: Outgoing) -> None:
    at = page(asked.model_copy(update={"page": 0}))
    seen, number = list(at.buttons), 0
    while onward := [turn for turn in at.turns if turn.data == f"{asked.pager}{number + 1}"]:
        number += 1
        at = page(asked.model_copy(update={"page": number}))
        assert len(onward) == 1 and len(at.buttons) <= MOST
        assert f"{asked.pager}{number - 1}" in [turn.data for turn in at.turns], "back to where one came from"
        seen += at.buttons
    assert sorted(map(repr, seen)) == sorted(map(repr, asked.buttons))


def test_a_suggestion_without_a_number_stands_before_the_first_page() -> None:
    assert page(SUGGESTED.model_copy(update={"page": 0})).buttons[0].label == "น้ำ"
    assert all(button.number for button in page(SUGGESTED).buttons)
