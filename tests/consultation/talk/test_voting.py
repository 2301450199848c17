"""Voting as one question of a talk: what is shown, what an answer means, where it leads. Without a database."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultation.forms.form import About, Form, Question, Served
from consultation.forms.logic import Slot
from consultation.talk import voting
from consultation.talk.here import Here
from consultation.talk.model import Ballot, Incoming, Outgoing, Talk
from consultation.talk.sitting import Sat
from consultation.talk.voting import VOTING
from tests.examples import examples

AT = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
QUESTION = Question(
    name="views", type="statements", label={"th": "ท่านเห็นด้วยไหมคะ"}, hint={"th": "ใช้เวลาสั้น ๆ"}, parameters={"most": "2"}
)
SERVED = tuple(
    Served(id=id, text={"th": text}) for id, text in ((7, "ควรขุดลอกคลอง"), (3, "ไม่ควรตัดต้นไม้"), (9, "ควรมีรถเมล์"))
)
ABOUT = About(code="AAA222", statements={"views": SERVED})


ALONE = QUESTION.model_copy(update={"parameters": {"most": "2", "own": "no"}})


def at(question: Question = QUESTION, about: About = ABOUT, **changes: object) -> Here:
    """A talk at the question; changes: to its ballot, or to the talk itself."""
    form = Form(title={"th": "ก"}, questions=(question,), about=about, revision=1)
    begun = Talk(code="AAA222", revision=1, receipt="AAAA-2222", stage="asking", at="views", turn=4)
    here = Here(form, begun, AT)
    ballot = VOTING.opened(here, Slot(question)).changes["ballots"]["views"]
    fields = {name: value for name, value in changes.items() if name in Ballot.model_fields}
    others = {name: value for name, value in changes.items() if name not in Ballot.model_fields}
    return here.moved(ballots={"views": ballot.model_copy(update=fields)}, **others)


def slot(here: Here) -> Slot:
    return Slot(here.form.questions[0])


def shows(here: Here, heading: str = "") -> tuple[Outgoing, ...]:
    return VOTING.messages(here, slot(here), heading)


def types(text: str, here: Here | None = None) -> Sat:
    here = here or at()
    return VOTING.typed(here, slot(here), Incoming(kind="text", at=AT, text=text))


def presses(verb: str, number: int = -1, here: Here | None = None) -> Sat | None:
    here = here or at()
    return VOTING.pressed(here, slot(here), Incoming(kind="tap", at=AT), verb, number)


def ballot(done: Sat | None) -> Ballot:
    assert done is not None
    found: Ballot = done.changes["ballots"]["views"]
    return found


def stored(done: Sat | None) -> list[tuple[str, str | None, str]]:
    assert done is not None
    return [(answer.question, answer.value, answer.raw) for answer in done.answers]


def test_a_sitting_serves_the_first_of_those_drawn() -> None:
    assert at().talk.ballots == {"views": Ballot(served=(7, 3))}


@pytest.mark.parametrize(("given", "served"), [("", 10), ("0", 10), ("-3", 10), ("x", 10), ("3", 3)])
def test_how_many_are_served_stands_in_the_form(given: str, served: int) -> None:
    assert voting.most(QUESTION.model_copy(update={"parameters": {"most": given}})) == served


def test_the_question_is_said_before_the_first_statement_only() -> None:
    intro, first = shows(at(), "ข้อ 3 จาก 8")
    assert intro.text.splitlines()[:3] == ["ข้อ 3 จาก 8", "ท่านเห็นด้วยไหมคะ", "ใช้เวลาสั้น ๆ"]
    assert first.text == "ข้อความที่ 1 จาก 2\n“ควรขุดลอกคลอง”"
    assert [(b.number, b.label, b.data) for b in first.buttons] == [
        (1, "เห็นด้วย", "AAA222.1.4.c0"),
        (2, "ไม่เห็นด้วย", "AAA222.1.4.c1"),
        (3, "ข้าม", "AAA222.1.4.c2"),
    ]
    assert [control.label for control in first.controls] == ["พอแล้ว", "หยุดก่อน"]
    [second] = shows(at(at=1, votes={7: "agree"}))
    assert second.text.startswith("ข้อความที่ 2 จาก 2")
    assert [control.label for control in second.controls] == ["พอแล้ว", "ย้อนกลับ", "หยุดก่อน"]


@pytest.mark.parametrize(
    ("text", "vote"),
    [
        ("1", "agree"), ("๑", "agree"), ("ข้อ 1", "agree"), ("เห็นด้วย", "agree"), ("เห็นด้วยค่ะ", "agree"),
        ("👍🏽", "agree"),
        ("เห็นด้วยอย่างยิ่งครับ", "agree"), ("ใช่", "agree"), ("โอเค", "agree"),
        ("2", "disagree"), ("๒", "disagree"), ("ไม่เห็นด้วย", "disagree"), ("ไม่เห็นด้วยเลยครับ", "disagree"),
        ("บ่เห็นด้วยเด้อ", "disagree"), ("คัดค้าน", "disagree"), ("ไม่", "disagree"), ("👎", "disagree"),
        ("3", "pass"), ("ข้าม", "pass"), ("เฉย ๆ", "pass"), ("เฉยๆครับ", "pass"), ("ไม่แน่ใจค่ะ", "pass"), ("ไม่รู้", "pass"),
        ("งดออกเสียง", "pass"),
    ],
)  # fmt: skip
def test_a_vote_as_people_type_it(text: str, vote: str) -> None:
    done = types(text)
    assert stored(done) == [("views:7", vote, text)]
    assert (ballot(done).votes, ballot(done).at, done.over) == ({7: vote}, 1, False)


@pytest.mark.parametrize(
    "text",
    ["", "4", "1 2", "เห็นด้วยบางส่วน", "ไม่ค่อยเห็นด้วย", "ก็ดีนะแต่ว่า", "เห็นด้วย?", "เอา", "ไม่เอา", "ไม่ใช่ไม่เห็นด้วย", "ก" * 9000],
)
def test_what_may_mean_either_is_asked_back(text: str) -> None:
    done = types(text)
    assert (done.missed, done.answers, done.say) == (True, (), ("vote_invalid", {}))


def test_a_bare_no_to_a_statement_that_denies_is_asked_back() -> None:
    assert types("ไม่", at(at=1)).missed
    assert stored(types("ไม่เห็นด้วย", at(at=1))) == [("views:3", "disagree", "ไม่เห็นด้วย")]
    assert stored(types("ใช่", at(at=1))) == [("views:3", "agree", "ใช่")]


def test_buttons_vote_and_the_label_is_kept_as_what_was_said() -> None:
    assert stored(presses("c", 1)) == [("views:7", "disagree", "ไม่เห็นด้วย")]
    assert stored(presses("skip")) == [("views:7", "pass", "ข้าม")]
    assert presses("c", 3) is presses("send") is presses("keep") is None


def test_going_back_leads_to_the_statement_before_and_from_the_first_out_of_the_question() -> None:
    assert ballot(presses("back", here=at(at=1, votes={7: "agree"}))).at == 0
    [again] = shows(at(at=0, votes={7: "agree"}))
    assert "คำตอบเดิม: เห็นด้วย" in again.text and again.controls[0].label == "ใช้คำตอบเดิม"
    kept = presses("keep", here=at(at=0, votes={7: "agree"}))
    assert ballot(kept).at == 1 and kept is not None and kept.answers == ()
    assert presses("back") is None
    assert ballot(types("2", at(at=0, votes={7: "agree"}))).votes == {7: "disagree"}


def test_a_ballot_is_gone_back_to_where_it_was_left_and_corrected_from_its_beginning() -> None:
    left = {"at": 2, "votes": {7: "agree", 3: "pass"}}
    for here, place in ((at(**left), 2), (at(ALONE, **left), 1), (at(returning=True, **left), 0)):  # type: ignore[arg-type]
        assert ballot(VOTING.opened(here, slot(here))).at == place


def test_after_the_last_one_is_invited_to_add_ones_own_unless_the_form_says_no() -> None:
    done = types("1", at(at=1, votes={7: "agree"}))
    assert not done.over and ballot(done).at == 2
    [invitation] = shows(at(at=2, votes={7: "agree", 3: "pass"}))
    assert "อยากเพิ่มข้อความของท่านเองไหมคะ" in invitation.text and "เจ้าหน้าที่จะอ่านก่อน" in invitation.text
    assert [control.label for control in invitation.controls] == ["ไม่เพิ่ม", "ย้อนกลับ", "หยุดก่อน"]
    done = types("1", at(ALONE, at=1, votes={7: "agree"}))
    assert (done.over, done.value) == (True, "2")


def test_enough_ends_the_statements_early_but_a_required_question_wants_one_vote() -> None:
    done = presses("enough")
    assert ballot(done).at == 2 and done is not None and not done.over
    required = QUESTION.model_copy(update={"required": True})
    refused = presses("enough", here=at(required))
    assert refused is not None and refused.missed and refused.say == ("vote_required", {})
    accepted = presses("done", here=at(required, votes={7: "pass"}, at=1))
    assert accepted is not None and not accepted.missed
    over = presses("enough", here=at(ALONE))
    assert over is not None and (over.over, over.value) == (True, None)


def test_what_one_adds_is_kept_in_one_line_and_raw_as_typed() -> None:
    done = types(" ควรมีที่จอดรถ\nเพิ่ม ", at(at=2))
    assert done.over and ballot(done).own == "ควรมีที่จอดรถ เพิ่ม" and done.say == ("own_kept", {})
    assert stored(done) == [("views:own", "ควรมีที่จอดรถ เพิ่ม", " ควรมีที่จอดรถ\nเพิ่ม ")]
    assert types("โทรหาผม 081-234-5678", at(at=2)).say == ("own_masked", {})
    assert VOTING.free(at(at=2), slot(at())) and not VOTING.free(at(), slot(at()))


@pytest.mark.parametrize("text", ["ไม่เพิ่ม", "ไม่ค่ะ", "ไม่มีครับ", "ไม่เอา", "พอแล้ว", "no"])
def test_no_thanks_goes_on_without(text: str) -> None:
    done = types(text, at(at=2))
    assert done.over and ballot(done).own is None and done.answers == ()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("เพิ่ม", "own_yes"), ("อยากค่ะ", "own_yes"), ("ได้", "own_yes"), ("???", "own_empty"), ("😀", "own_empty"),
        ("ก็ดี", "own_empty"), ("ก" * 141, "too_long"), ("ควรขุดลอกคลอง.", "own_same"),
    ],
)  # fmt: skip
def test_what_is_no_statement_yet_is_asked_for_again(text: str, key: str) -> None:
    done = types(text, at(at=2))
    assert done.missed and done.say is not None and done.say[0] == key and done.changes == {}


def test_what_was_added_can_be_changed_kept_or_taken_back() -> None:
    [shown] = shows(at(at=2, own="ควรมีที่จอดรถ"))
    assert "ข้อความที่ท่านเสนอ: “ควรมีที่จอดรถ”" in shown.text and shown.controls[0].label == "ใช้คำตอบเดิม"
    here = at(at=2, own="ควรมีที่จอดรถ")
    kept, gone = presses("keep", here=here), presses("skip", here=here)
    assert kept is not None and kept.over and kept.changes == {}
    assert stored(gone) == [("views:own", None, "")] and ballot(gone).own is None
    assert VOTING.shown(here, slot(here), "2") == "ลงความเห็นแล้ว 2 ข้อความ และเสนอ “ควรมีที่จอดรถ”"


def with_about(here: Here, about: About) -> Here:
    return Here(here.form.model_copy(update={"about": about}), here.talk, here.now)


def test_a_statement_that_was_taken_back_is_passed_over() -> None:
    left = with_about(at(), About(statements={"views": (SERVED[1],)}))
    assert shows(left)[-1].text == "ข้อความที่ 1 จาก 1\n“ไม่ควรตัดต้นไม้”"
    [message] = shows(with_about(at(), About()))
    assert message.key == "own_first"


def test_where_there_is_nothing_to_ask_the_question_is_over_at_once() -> None:
    here = Here(Form(title={"th": "ก"}, questions=(ALONE,)), at().talk.model_copy(update={"ballots": {}}), AT)
    sat = VOTING.opened(here, Slot(ALONE))
    assert (sat.over, sat.value, sat.say) == (True, None, ("vote_none", {}))


def test_a_statement_is_read_in_the_language_of_the_talk_where_it_has_been_translated() -> None:
    translated = Served(id=7, text={"th": "คลอง", "ms": "Terusan"})
    both = About(statements={"views": (translated, SERVED[1])})
    assert "“Terusan”" in shows(at(about=both, language="ms"))[-1].text
    assert "คลอง" in shows(at(about=both, language="en"))[-1].text


def test_the_parts_of_a_question_are_known_by_their_keys() -> None:
    form = Form(title={"th": "ก"}, questions=(QUESTION, Question(name="say", type="text", label={"th": "?"})))
    assert voting.part_of(form, "views:12") == (QUESTION, "12") and voting.part_of(form, "views:own") == (
        QUESTION,
        "own",
    )
    assert voting.part_of(form, "views") is voting.part_of(form, "say:12") is voting.part_of(form, "gone:12") is None


def test_every_message_fits_a_bubble_with_the_longest_statement() -> None:
    longest = About(code="A", statements={"views": (Served(id=7, text={"th": "ก" * 140}),)})
    assert all(len(message.text) <= 180 for message in shows(at(about=longest)))
    for key, about in (("own_ask", ABOUT), ("own_first", About())):
        [message] = shows(at(about=about, at=2))
        assert message.key == key and len(message.text) <= 180


acts = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["1", "2", "3", "เฉย ๆ", "ไม่เพิ่ม", "ควรมีที่จอดรถ", "ก" * 200]),
    st.tuples(st.sampled_from(["c", "back", "keep", "skip", "enough", "done", "send"]), st.integers(-1, 4)),
)


@settings(max_examples=examples(100))
@given(st.lists(acts, max_size=25), st.booleans(), st.sampled_from(["yes", "no"]))
def test_whatever_is_done_ends_or_goes_on_with_votes_on_what_was_served_alone(
    done: list[str | tuple[str, int]], required: bool, own: str
) -> None:
    here = at(QUESTION.model_copy(update={"required": required, "parameters": {"most": "2", "own": own}}))
    for act in done:
        sat = types(act, here) if isinstance(act, str) else presses(*act, here=here)
        if sat is None:
            continue
        assert not (sat.missed and (sat.changes or sat.answers or sat.over))
        after = here.moved(**sat.changes)
        now = after.talk.ballots["views"]
        assert now.votes.keys() <= {7, 3} and set(now.votes.values()) <= set(voting.VOTES)
        if sat.over:
            assert sat.value == (str(len(now.votes)) if now.votes or now.own else None)
            assert (own == "yes" or now.own is None) and (not required or now.votes)
            return
        here = after
        assert 1 <= len(shows(here)) <= 2
