"""How the accounts of one person are spoken of."""

from collections.abc import Sequence

from consultation.people import service as people
from consultation.people.models import Contact
from consultation.talk.caller import Caller
from consultation.talk.wording import comma, say

NAMES = {"line": "LINE", "telegram": "Telegram"}  # the same in every language


def others(caller: Caller) -> list[Contact]:
    """The person's other contacts."""
    if not caller.contact.linked:
        return []
    all_of = people.contacts_of(caller.session, caller.contact.person_id)
    return [one for one in all_of if one.id != caller.contact.id]


def named(caller: Caller, contacts: Sequence[Contact]) -> str:
    """What people call the channels of contacts."""
    return comma(caller.language).join(channel(one, caller.language) for one in contacts)


def channel(contact: Contact, language: str) -> str:
    """What people call the channel of a contact."""
    return NAMES.get(contact.channel) or say("channel_web", language)


def sentence(caller: Caller) -> str:
    """Which accounts are linked to this one; empty when none is."""
    linked = others(caller)
    return caller.say("mine_linked", channels=named(caller, linked)) if linked else ""
