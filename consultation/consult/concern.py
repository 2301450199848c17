"""What stands in the way of a step of a consultation, or is missing from it: said by whoever knows that subject.

    def concerns(session: Session, row: Consultation, to: str) -> list[Concern]

Each subject with a rule of its own (notices, meetings, quotas) offers that function; `to` is the state that is asked
for. `consultation.lifecycle.moving.SOURCES` names them all, and asks them before each step.
"""

from pydantic import BaseModel, ConfigDict


class Concern(BaseModel):
    """One thing in Thai: what is wrong, and how to mend it. stops: the step is refused while it stands; else it warns.

    key: its name, the same in every language, for tests and the API. page: the screen of the consultation where it is
    mended ("meetings", "notices"), or a path that begins with "/"; empty when there is none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    what: str
    mend: str
    page: str = ""
    stops: bool = True
