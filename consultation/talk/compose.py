"""What is said: the questions, the welcome, the review, with their buttons. At most three messages a turn."""

from collections.abc import Sequence

from consultation.forms.check import minutes
from consultation.forms.form import Form, Question, in_language
from consultation.forms.logic import names_in, offered, relevant
from consultation.talk import tongues
from consultation.talk.model import Button, Outgoing, Talk
from consultation.talk.understand import cut, example, labels_of
from consultation.talk.wording import button, say, set_in, short_date

MOST_MESSAGES = 3  # a turn
_SUMMARY = 60  # characters of a free text shown in the review


def welcome(form: Form, talk: Talk) -> tuple[Outgoing, ...]:
    """Who asks, about what, how long it takes, and the privacy text, before anything is stored."""
    about = form.about
    until = short_date(about.keep_until, about.timezone, talk.language) if about.keep_until else ""
    privacy = say("privacy_short" if until else "privacy_undated", talk.language, until=until)
    if about.carrier:
        privacy += "\n" + say("privacy_platform", talk.language, carrier=about.carrier)
    ready = [
        say("about", talk.language, title=tongues.title(form, talk.language, about.title)),
        say("time", talk.language, count=_count(form, talk), minutes=minutes(form)),
        say("ready", talk.language),
        *filter(None, [tongues.offer(form, talk)]),
    ]
    return (
        Outgoing(key="greet", text=say("greet", talk.language, cluster=tongues.cluster(about, talk.language))),
        Outgoing(key="privacy_short", text=privacy, link=about.privacy_link or None),
        Outgoing(
            key="ready", text="\n".join(ready), buttons=start_buttons(talk), controls=tongues.controls(form, talk)
        ),
    )


def start_buttons(talk: Talk) -> tuple[Button, ...]:
    """The three ways to answer the welcome."""
    verbs = ("start", "details", "decline")
    return tuple(Button(label=button(v, talk.language), data=data(talk, v), number=i) for i, v in enumerate(verbs, 1))


def question(form: Form, talk: Talk, *, before: Sequence[Outgoing] = ()) -> tuple[Outgoing, ...]:
    """The open question with its place in the whole, after the notes that stand before it."""
    asked = form.question(talk.at or "")
    assert asked is not None
    lines = (
        [say("progress", talk.language, n=_number(form, talk, asked), count=_count(form, talk))]
        if asked.counted
        else []
    )
    lines += _asking(asked, talk)
    message = Outgoing(
        key=f"question:{asked.name}",
        text="\n".join(lines),
        buttons=_choices(asked, talk),
        controls=_controls(asked, talk),
    )
    return (*before, message)


def notes(form: Form, talk: Talk) -> tuple[Outgoing, ...]:
    """The notes that stand directly before the open question, or after the last one, and apply; two at most."""
    found: list[Outgoing] = []
    for item in form.questions:
        if item.name == talk.at:
            break
        if item.type != "note":
            found.clear()
        elif relevant(item, talk.answers):
            found.append(Outgoing(key=f"note:{item.name}", text=tongues.told(item.label, talk.language)))
    if len(found) <= 2:
        return tuple(found)
    together = "\n\n".join(note.text for note in found[:-1])
    return (found[0].model_copy(update={"text": together}), found[-1])


def review(form: Form, talk: Talk) -> Outgoing:
    """All answers for a last look, with send and correct."""
    lines = [say("confirm", talk.language), *_answers(form, talk), "", say("confirm_ask", talk.language)]
    buttons = (
        Button(label=button("send", talk.language), data=data(talk, "send"), number=1),
        Button(label=button("edit", talk.language), data=data(talk, "edit"), number=2),
    )
    return Outgoing(key="confirm", text="\n".join(lines), buttons=buttons, controls=_pause_only(talk))


def correcting(form: Form, talk: Talk) -> Outgoing:
    """Which answer to correct."""
    answered = [item for item in form.questions if item.name in talk.answers]
    buttons = tuple(
        Button(label=short(item, talk), data=data(talk, f"e{i}"), number=i + 1) for i, item in enumerate(answered)
    )
    keep = Button(label=button("keep", talk.language), data=data(talk, "keep"))
    return Outgoing(key="correct_which", text=say("correct_which", talk.language), buttons=buttons, controls=(keep,))


def closing(form: Form, talk: Talk) -> tuple[Outgoing, ...]:
    """Thanks, the receipt, the dates, and that it was not a vote."""
    about = form.about
    lines = [say("close", talk.language, receipt=talk.receipt)]
    if about.closes_at and about.result_by:
        closes, results = (
            short_date(moment, about.timezone, talk.language) for moment in (about.closes_at, about.result_by)
        )
        lines.append(say("close_dates", talk.language, closes=closes, results=results))
    if about.link:
        lines.append(say("results_at", talk.language))
    return (
        Outgoing(key="close", text="\n".join(lines), link=about.link or None),
        plain("close_nopromise", talk),
    )


def closed(form: Form, talk: Talk, *, kept: bool = False) -> Outgoing:
    """That the window is over. kept: what was just said is kept apart."""
    about = form.about
    date = short_date(about.closes_at, about.timezone, talk.language) if about.closes_at else ""
    lines = [say("closed", talk.language, date=date)]
    lines += [say("late_kept", talk.language)] if kept else []
    lines += [say("results_at", talk.language)] if about.link else []
    return Outgoing(key="closed", text="\n".join(lines), link=about.link or None)


def paused(form: Form, talk: Talk) -> Outgoing:
    """That everything so far is kept, and how to come back."""
    about = form.about
    date = short_date(about.closes_at, about.timezone, talk.language) if about.closes_at else ""
    until = say("pause_until", talk.language, date=date) if date else ""
    resume = Button(label=button("resume", talk.language), data=data(talk, "resume"))
    return Outgoing(key="pause", text=say("pause", talk.language, until=until), controls=(resume,))


def few(messages: tuple[Outgoing, ...]) -> tuple[Outgoing, ...]:
    """The same words in at most three messages: what is too much joins the one before the last."""
    first, rest = messages[: MOST_MESSAGES - 2], messages[MOST_MESSAGES - 2 : -1]
    if len(messages) <= MOST_MESSAGES:
        return messages
    together = rest[0].model_copy(update={"text": "\n\n".join(message.text for message in rest)})
    return (*first, together, messages[-1])


def plain(key: str, talk: Talk, **values: object) -> Outgoing:
    """A single sentence of the catalogue."""
    return Outgoing(key=key, text=say(key, talk.language, **values))


def data(talk: Talk, verb: str) -> str:
    """The data of a button: which consultation, revision and turn it belongs to, and what it does."""
    return f"{talk.code}.{talk.revision}.{talk.turn}.{verb}"


def short(item: Question, talk: Talk) -> str:
    """A question's short name for summaries."""
    return tongues.brief(item, talk.language)


def _answers(form: Form, talk: Talk) -> list[str]:
    lines = []
    answered = [item for item in form.questions if item.name in talk.answers]
    for number, item in enumerate(answered, 1):
        value = talk.answers[item.name]
        text = say("skipped_answer", talk.language) if value is None else _shown(item, value, talk)
        lines.append(f"{number}. {short(item, talk)}: {set_in(text, talk.language)}")
    return lines


def _shown(item: Question, value: str, talk: Talk) -> str:
    """An answer in one line: labels in full, free text from its beginning."""
    text = " ".join(labels_of(item, value, talk.language).split())
    return text if item.choices else cut(text, _SUMMARY)


def _choices(asked: Question, talk: Talk) -> tuple[Button, ...]:
    if asked.type not in ("select_one", "select_multiple", "rank"):
        return ()
    places = {choice.name: i for i, choice in enumerate(asked.choices)}
    return tuple(
        Button(
            label=in_language(choice.label, talk.language), data=data(talk, f"c{places[choice.name]}"), number=number
        )
        for number, choice in enumerate(offered(asked, talk.answers), 1)
        if choice.name not in talk.picked
    )


def _asking(asked: Question, talk: Talk) -> list[str]:
    """The question in full when it is new; in short while it is being picked, and without its hint once answered."""
    if talk.picked:
        return [short(asked, talk), *_picking(asked, talk)]
    lines = [tongues.told(asked.label, talk.language)]
    answer = talk.answers.get(asked.name)
    if asked.hint and answer is None:
        lines.append(tongues.told(asked.hint, talk.language))
    lines += tongues.untranslated(offered(asked, talk.answers), talk.language)
    lines += _picking(asked, talk)
    if answer is not None:
        lines.append(say("answered", talk.language, answer=_shown(asked, answer, talk)))
    return lines


def _picking(asked: Question, talk: Talk) -> list[str]:
    if asked.type not in ("select_multiple", "rank"):
        return []
    ranked = asked.type == "rank"
    if talk.picked:
        labels = labels_of(asked, " ".join(talk.picked), talk.language)
        key = "ranked" if ranked else "picked"
        return [say(key, talk.language, labels=labels), say(f"{key}_next", talk.language)]
    count = len(offered(asked, talk.answers))
    key = "pick_rank" if ranked else "pick_many" if asked.most else "pick_any"
    return [say(key, talk.language, most=min(asked.most or count, count), example=example(asked, talk))]


def _controls(asked: Question, talk: Talk) -> tuple[Button, ...]:
    verbs = ["done", "clear"] if talk.picked else []
    buttons = [Button(label=button(v, talk.language), data=data(talk, v)) for v in verbs]
    if asked.name in talk.answers:
        buttons.append(Button(label=button("same", talk.language), data=data(talk, "keep")))
    verbs = [] if asked.required else ["skip"]
    # Whoever corrects an answer goes on from it with the button before; a question that came of it leads back to it.
    verbs += ["back"] if talk.path and not (talk.returning and asked.name in talk.answers) else []
    return (*buttons, *(Button(label=button(v, talk.language), data=data(talk, v)) for v in [*verbs, "pause"]))


def _pause_only(talk: Talk) -> tuple[Button, ...]:
    return (Button(label=button("pause", talk.language), data=data(talk, "pause")),)


def _number(form: Form, talk: Talk, asked: Question) -> int:
    before = form.questions[: form.questions.index(asked)]
    return 1 + sum(item.counted and relevant(item, talk.answers) for item in before)


def _count(form: Form, talk: Talk) -> int:
    return sum(item.counted and (item.name == talk.at or _will_be_asked(item, talk)) for item in form.questions)


def _will_be_asked(item: Question, talk: Talk) -> bool:
    """As far as can be told now: choices that hang on an open question (districts on a province) are expected."""
    if names_in(item.choice_filter) - talk.answers.keys():
        item = item.model_copy(update={"choice_filter": ""})
    return relevant(item, talk.answers)
