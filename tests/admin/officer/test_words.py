"""Every state and kind has its words on the officer's pages: a word that lacks stops the first page for everybody."""

from admin.officer.home import SORTS
from consultation.consult.life import KINDS, STATES
from consultation.wording import wording


def test_the_first_page_has_a_word_for_every_choice_it_offers() -> None:
    words = wording("admin.officer")
    assert set(words["state_short"]) == set(STATES)
    assert set(words["kind"]) >= set(KINDS)
    assert set(words["sort"]) == set(SORTS)
