"""Whom to call: said to whoever writes of an emergency or reports something to be dealt with now.

It promises nothing on anybody's behalf. Nothing is said when the words were a choice of a question: "floods" on a list
of topics is no cry for help.
"""

from consultation.forms.form import Form
from consultation.talk.model import Incoming, Outgoing, Step
from consultation.talk.voting import OWN
from consultation.talk.wording import say
from nlp.urgent import Urgent, spot


def numbers(
    incoming: Incoming, language: str, done: Step | None = None, form: Form | None = None
) -> tuple[Outgoing, ...]:
    """The telephone numbers for what was written, before anything else is said; nothing for an opinion.

    done, form: the step that the message caused, when it was part of a talk.
    """
    if incoming.kind not in ("text", "media", "section") or (found := spot(incoming.text)) is None:
        return ()
    answers = done.answers if done and form else ()
    comments = [_is_comment(form, answer.question) for answer in answers if form]
    if answers and not any(comments) and not any(answer.question.endswith(f":{OWN}") for answer in answers):
        return ()
    return (Outgoing(key=_key(found), text="\n".join(_lines(found, language, kept=any(comments)))),)


def _lines(found: Urgent, language: str, *, kept: bool) -> list[str]:
    after = ["urgent_nobody"] if found.kind == "emergency" else []
    return [say(key, language) for key in (_key(found), *after, *(["urgent_kept"] if kept else []))]


def _key(found: Urgent) -> str:
    return "urgent_complaint" if found.kind == "complaint" else f"urgent_{found.of}"


def _is_comment(form: Form, key: str) -> bool:
    question = form.question(key.partition("[")[0])
    return question is not None and question.type == "text"
