"""What pages see of replies: frozen values."""

from datetime import datetime

from consultation.commitments.service import CommitmentView
from consultation.findings.values import DispositionView, FindingLink
from consultation.talk.model import Outgoing
from consultation.themes.values import Value


class Occasion(Value):
    """Something that those concerned may be told. of: what occasions it; state: of its round, "" before there is one.

    finding: None for a result, which concerns everybody behind any finding. we: the sentence in Thai to begin with.
    """

    kind: str
    of: str
    consultation_id: int
    finding: FindingLink | None
    disposition: DispositionView | None = None
    commitment: CommitmentView | None = None
    at: datetime
    we: str
    texts: dict[str, str]
    state: str
    sent_at: datetime | None = None
    sent_by: str = ""


class Sample(Value):
    """The turn that one of them would get. channel and language: which kind of one."""

    channel: str
    language: str
    turn: tuple[Outgoing, ...]


class Preview(Value):
    """Whom it would reach now. people: behind it; send: get it; out: the others by reason."""

    people: int
    send: int
    out: dict[str, int]
    channels: dict[str, int]
    languages: dict[str, int]
    samples: tuple[Sample, ...]


class Tally(Value):
    """What became of it: put into the outbox for so many, arrived, failed; what they answered."""

    told: int = 0
    sent: int = 0
    failed: int = 0
    not_yet: int = 0
    fixed: int = 0


class Said(Value):
    """What a citizen answered, as an officer reads it: no more of them than the finding tells."""

    id: int
    consultation_id: int
    occasion: str
    finding: FindingLink | None
    commitment_id: int | None
    answer: str
    note: str
    at: datetime
