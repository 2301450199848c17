import json
import re
import subprocess
import sys
import tomllib
from importlib import resources
from pathlib import Path

import pytest

from consultation.talk.script import Heard, Script, dump, load, play
from tests.rules.source import ROOT
from tests.talks import files

CATALOGUE = tomllib.loads(resources.files("consultation.talk").joinpath("th.toml").read_text("utf8"))
SENTENCES = {key: text for key, text in CATALOGUE.items() if isinstance(text, str)}

LONG_ENOUGH = 180  # characters of a bubble that an old farmer reads to the end
scripts = pytest.mark.parametrize("path", files(), ids=lambda path: path.stem)


def everything_said(script: Script) -> list[Heard]:
    return [*script.welcome, *(heard for turn in script.turns for heard in turn.heard)]


@scripts
def test_a_talk_says_what_is_written_down(path: Path) -> None:
    written = load(path.read_text(encoding="utf8"))
    said = play(written)
    assert json.loads(dump(said)) == json.loads(dump(written)), f"python -m tests.talks record {path.stem}"


@scripts
def test_a_talk_is_kind_to_its_reader(path: Path) -> None:
    script = load(path.read_text(encoding="utf8"))
    assert script.title and script.turns
    for heard in everything_said(script):
        if heard.key != "confirm" and not heard.key.startswith("note:draft"):  # a draft's own words may be long
            assert len(heard.text) <= LONG_ENOUGH, heard
        assert "นะค่ะ" not in heard.text
        assert len(re.findall(r"(?<!นะ)คะ(?!แนน)", heard.text)) <= 1, ("one question a bubble", heard)
        assert not re.search(r"\{\w+\}|None", heard.text), ("a blank is not filled", heard)
        assert all(len(control) <= 20 for control in heard.controls)
    assert all(len(turn.heard) <= 3 for turn in script.turns)


def test_there_are_enough_talks() -> None:
    assert len(files()) >= 60


# What is not said by the step of a talk, with the test that hears it: all keys of a kind by their beginning and a star.
ELSEWHERE = {
    "tests/consultation/talk/test_hear.py": ("not_open", "opens_on", "none_open", "choose_consultation"),
    "tests/consultation/talk/test_afterwards.py": (
        "edited",
        "edited_sent",
        "edit_unclear",
        "unsent_again",
        "outside_group",
        "outside_forwarded",
    ),
    "tests/consultation/talk/test_reask.py": ("tap_again",),
    "tests/consultation/talk/test_sections.py": (
        "draft_none",
        "draft_which",
        "draft_sections",
        "draft_section",
        "draft_part",
        "section_kept",
        "section_gone",
    ),
    "tests/channels/test_survey.py": ("too_fast",),
    "tests/consultation/talk/test_pacing.py": ("unheard",),
    "tests/channels/test_semantics.py": ("tap_first",),
    "tests/consultation/talk/test_voting.py": ("own_first", "own_empty", "own_masked"),
    "tests/consultation/talk/test_tongues.py": ("language_kept", "language_offer", "choices_in_thai"),
    "tests/consultation/opinion/test_moderation.py": ("statement_accepted", "statement_rejected", "statement_words"),
    "tests/consultation/talk/test_rights.py": (
        "consent_gone",
        "consent_withdrawn",
        "consents_kept",
        "consents_none",
        "consents_withdrawn",
        "correct_nothing",
        "help_rights",
        "menu",
        "mine",
        "mine_choose",
        "mine_none",
        "forget_nothing",
        "restart_nothing",
    ),
    "tests/consultation/talk/test_amend.py": (
        "correct_closed",
        "correct_sent",
        "correct_unchanged",
        "note_ask",
        "note_kept",
        "note_offer",
        "restart_ask",
        "restart_ask_sent",
    ),
    "tests/consultation/talk/test_parting.py": (
        "forget_account",
        "forget_ask",
        "forget_cut",
        "forget_erased",
        "forget_how",
        "forget_kept",
        "forget_mark",
        "took_part",
    ),
    "tests/consultation/talk/test_several.py": (
        "menu_done",
        "menu_number",
    ),
    "tests/consultation/talk/test_remind.py": (
        "remind_not",
        "remind_offer",
        "remind_set",
        "remind_too_late",
        "reminder",
    ),
    "tests/consultation/talk/test_alarm.py": (
        "urgent_accident",
        "urgent_complaint",
        "urgent_crime",
        "urgent_disaster",
        "urgent_drowning",
        "urgent_fire",
        "urgent_kept",
        "urgent_medical",
        "urgent_nobody",
        "urgent_suicide",
    ),
    "tests/consultation/talk/test_kept_in_words.py": (
        "consent_line",
        "mine_answers_page",
        "mine_consents",
        "mine_correcting",
        "mine_late",
        "mine_consent_only",
        "scope_remind",
        "correct_choose",
        "mine_no_answers",
        "mine_no_consent",
        "mine_note",
        "mine_sent",
        "mine_started",
        "mine_until",
        "mine_until_withdrawn",
        "mine_welcome",
        "scope_quote",
    ),
    "tests/channels/test_rights.py": ("consents_which",),
    "tests/channels/test_linking.py": (
        "link_code",
        "link_secret",
        "link_often",
        "link_wrong",
        "link_barred",
        "link_same",
        "link_already",
        "link_ask",
        "link_both_sent",
        "link_one_sent",
        "link_none_sent",
        "link_took_part",
        "link_more",
        "link_done",
        "link_news",
        "link_told",
        "link_not",
        "mine_linked",
        "unlink_ask",
        "unlink_means",
        "unlink_done_here",
        "unlink_done_others",
        "unlink_told_stays",
        "unlink_told_leaves",
        "unlink_kept",
        "unlink_none",
        "channel_web",
    ),
    "tests/consultation/privacy/test_requests.py": ("claim_which", "claim_say", "claim_kept", "mine_request"),
    "tests/consultation/talk/test_kinds.py": ("media_large",),
    "tests/consultation/attachments/test_again.py": (
        "media_some",
        "media_gone",
        "media_big",
        "media_refused",
        "media_again_back",
        "media_again_correct",
    ),
    "tests/bot/test_broadcaster.py": ("news_stop",),
    "tests/consultation/lifecycle/test_moving.py": ("cancelled", "cancelled_why", "results_out"),
    "tests/consultation/meetings/test_attendance.py": ("hall_ask", "hall_counted", "mine_attended"),
    "tests/consultation/invitations/test_in_the_chat.py": (
        "invite_ask",
        "invite_counted",
        "invite_done",
        "invite_expired",
        "invite_means",
        "invite_not",
        "invite_other",
        "invite_revoked",
        "invite_used",
        "invite_wrong",
        "invite_yours",
        "mine_representative",
    ),
    "tests/consultation/talk/test_news.py": ("news_start", "news_trial", "no_news_done", "no_news_none"),
    "tests/consultation/broadcast/test_rounds.py": (
        "news_unfollow",
        "news_several",
        "news_line",
        "news_new",
        "news_ahead",
        "news_remind",
    ),
    "tests/consultation/talk/test_follow.py": (
        "follow_again",
        "follow_ask",
        "follow_consent",
        "follow_done",
        "follow_full",
        "follow_limits",
        "follow_means",
        "follow_not",
        "follow_place",
        "follow_topics",
        "follow_web",
        "follow_what_topic",
        "following",
        "following_none",
        "forget_follows",
        "mine_follows",
        "unfollow_all",
        "unfollow_done",
    ),
    "tests/consultation/replies/test_replies.py": (
        "mine_told",
        "mine_told_answer",
        "mine_told_note",
        "reply_ask",
        "reply_fixed",
        "reply_gone",
        "reply_not_yet",
        "reply_noted",
        "reply_you",
        "reply_you_chose",
    ),
}
# Labels of buttons that no step of a talk shows, with the test that presses or types them.
LABELS_ELSEWHERE = {
    "tests/consultation/meetings/test_attendance.py": ("hall_here", "hall_not"),
    "tests/consultation/talk/test_sections.py": ("draft_comment", "draft_list"),
    "tests/consultation/invitations/test_in_the_chat.py": ("invite_yes",),
    "tests/consultation/replies/test_replies.py": ("not_yet", "fixed"),
    "tests/consultation/privacy/test_requests.py": (
        "claim",
        "claim_portability",
        "claim_objection",
        "claim_restriction",
        "claim_correction",
        "claim_say",
    ),
    "tests/consultation/talk/test_rights.py": (
        "data",
        "correct",
        "forget",
        "consents",
        "menu",
        "restart",
        "read_on",
        "withdraw_all",
        "withdraw_no",
    ),
    "tests/consultation/talk/test_parting.py": ("forget_cut", "forget_erase", "forget_no"),
    "tests/consultation/talk/test_amend.py": ("restart_yes", "restart_no", "note"),
    "tests/consultation/talk/test_remind.py": ("remind_tomorrow", "remind_before", "remind_no"),
    "tests/consultation/talk/test_news.py": ("no_news",),
    "tests/consultation/talk/test_follow.py": (
        "follow",
        "follow_cluster",
        "follow_topic",
        "follow_yes",
        "follow_no",
        "follow_more",
        "follow_again",
        "following",
        "unfollow",
    ),
    "tests/channels/test_linking.py": (
        "link",
        "link_yes",
        "link_no",
        "unlink",
        "unlink_here",
        "unlink_others",
        "unlink_no",
    ),
}
OF_A_KIND = {"reason_": "tests/consultation/opinion/test_moderation.py"}  # every reason in moderation.REASONS


def test_every_sentence_of_the_catalogue_is_heard_in_a_talk() -> None:
    said = (heard for path in files() for heard in everything_said(load(path.read_text("utf8"))))
    heard = "\0".join(text for one in said for text in (one.text, *one.buttons))
    elsewhere = {key for keys in ELSEWHERE.values() for key in keys}
    left = {key for key, text in SENTENCES.items() if not _pattern(text).search(heard)}
    assert {key for key in left if not key.startswith(tuple(OF_A_KIND))} == elsewhere


def test_every_label_of_the_catalogue_is_shown_in_a_talk() -> None:
    said = [heard for path in files() for heard in everything_said(load(path.read_text("utf8")))]
    shown = {re.sub(r"^\d+\. ", "", label) for heard in said for label in (*heard.buttons, *heard.controls)}
    elsewhere = {CATALOGUE["button"][key] for keys in LABELS_ELSEWHERE.values() for key in keys}
    assert set(CATALOGUE["button"].values()) - shown == elsewhere


@pytest.mark.parametrize("path", LABELS_ELSEWHERE)
def test_what_is_shown_elsewhere_is_pressed_there(path: str) -> None:
    text = (ROOT / path).read_text("utf8")
    assert [key for key in LABELS_ELSEWHERE[path] if f'"{CATALOGUE["button"][key]}"' not in text] == []


@pytest.mark.parametrize("path", ELSEWHERE)
def test_what_is_said_elsewhere_is_heard_there(path: str) -> None:
    text = (ROOT / path).read_text("utf8")
    assert [key for key in ELSEWHERE[path] if f'"{key}"' not in text] == []


def _pattern(sentence: str) -> re.Pattern[str]:
    """A sentence with anything in its blanks."""
    return re.compile("[^\0]+?".join(re.escape(part) for part in re.split(r"\{\w+\}", sentence)))


def test_recording_refuses_a_talk_that_is_not_there() -> None:
    asked = [sys.executable, "-m", "tests.talks", "record", "nothing-like-it"]
    ran = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "nothing-like-it" not in ran.stderr
    assert files()[0].stem in ran.stderr
