"""What is said around the questions: the welcome, the closing, the pauses. At most three messages a turn."""

from consultation.forms.check import minutes
from consultation.talk import tongues
from consultation.talk.here import Here
from consultation.talk.model import Button, Outgoing, Talk
from consultation.talk.progress import count
from consultation.talk.wording import button, filled, say, short_date

MOST_MESSAGES = 3  # a turn


def welcome(here: Here) -> tuple[Outgoing, ...]:
    """Who asks, about what, how long it takes, and the privacy text, before anything is stored."""
    about = here.form.about
    until = short_date(about.keep_until, about.timezone, here.language) if about.keep_until else ""
    privacy = _privacy(here, "privacy_short" if until else "privacy_undated", until=until)
    if about.carrier:
        privacy += "\n" + _privacy(here, "privacy_platform", carrier=about.carrier)
    return (
        here.plain("greet", cluster=tongues.cluster(about, here.language)),
        Outgoing(key="privacy_short", text=privacy, link=about.privacy_link or None),
        ready(here),
    )


def _privacy(here: Here, key: str, **values: str) -> str:
    """A sentence on privacy: the office's own, where it wrote one in this language."""
    own = here.form.about.notice.get(here.language, {}).get(key)
    return filled(own, here.language, **values) if own else here.say(key, **values)


def ready(here: Here) -> Outgoing:
    """What it is about, how long it takes, and the choice to start."""
    form, talk = here.form, here.talk
    lines = [
        here.say("about", title=tongues.title(form, here.language, form.about.title)),
        here.say("time", count=count(here), minutes=minutes(form)),
        here.say("ready"),
        *filter(None, [tongues.offer(form, talk)]),
    ]
    languages = tongues.controls(form, talk)
    return Outgoing(key="ready", text="\n".join(lines), buttons=start_buttons(talk), controls=languages)


def start_buttons(talk: Talk) -> tuple[Button, ...]:
    """The three ways to answer the welcome."""
    verbs = ("start", "details", "decline")
    return tuple(Button(label=button(v, talk.language), data=data(talk, v), number=i) for i, v in enumerate(verbs, 1))


def closing(here: Here) -> tuple[Outgoing, ...]:
    """Thanks, the receipt, the dates, and that it was not a vote."""
    about = here.form.about
    lines = [here.say("close", receipt=here.talk.receipt)]
    if about.closes_at and about.result_by:
        dates = (about.closes_at, about.result_by)
        closes, results = (short_date(moment, about.timezone, here.language) for moment in dates)
        lines.append(here.say("close_dates", closes=closes, results=results))
    if about.link:
        lines.append(here.say("results_at"))
    return (
        Outgoing(key="close", text="\n".join(lines), link=about.link or None),
        here.plain("close_nopromise"),
    )


def closed(here: Here, *, kept: bool = False) -> Outgoing:
    """That the window is over. kept: what was just said is kept apart."""
    about = here.form.about
    date = short_date(about.closes_at, about.timezone, here.language) if about.closes_at else ""
    lines = [here.say("closed", date=date)]
    lines += [here.say("late_kept")] if kept else []
    lines += [here.say("results_at")] if about.link else []
    return Outgoing(key="closed", text="\n".join(lines), link=about.link or None)


def paused(here: Here) -> Outgoing:
    """That everything so far is kept, and how to come back."""
    about = here.form.about
    date = short_date(about.closes_at, about.timezone, here.language) if about.closes_at else ""
    until = here.say("pause_until", date=date) if date else ""
    return Outgoing(key="pause", text=here.say("pause", until=until), controls=controls(here.talk, "resume"))


def few(messages: tuple[Outgoing, ...]) -> tuple[Outgoing, ...]:
    """The same words in at most three messages: what is too much joins the one before the last."""
    first, rest = messages[: MOST_MESSAGES - 2], messages[MOST_MESSAGES - 2 : -1]
    if len(messages) <= MOST_MESSAGES:
        return messages
    together = rest[0].model_copy(update={"text": "\n\n".join(message.text for message in rest)})
    return (*first, together, messages[-1])


def replacing(messages: tuple[Outgoing, ...]) -> tuple[Outgoing, ...]:
    """The same turn, to take the place of the message whose button was tapped where a channel can do that."""
    return (*messages[:-1], messages[-1].model_copy(update={"tapped": "replaced"}))


def plain(key: str, talk: Talk, **values: object) -> Outgoing:
    """A single sentence of the catalogue."""
    return Outgoing(key=key, text=say(key, talk.language, **values))


def controls(talk: Talk, *verbs: str) -> tuple[Button, ...]:
    """Buttons that steer, each by the verb that it is called after."""
    return tuple(Button(label=button(verb, talk.language), data=data(talk, verb)) for verb in verbs)


def data(talk: Talk, verb: str) -> str:
    """The data of a button: which consultation, revision and turn it belongs to, and what it does."""
    return f"{talk.code}.{talk.revision}.{talk.turn}.{verb}"
