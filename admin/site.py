"""Settings of the pages alone: whether this is a demonstration, and what the privacy notice names.

Like `consultation.settings`, each field is the variable `PRACHAKHOM_<FIELD>`.
"""

from pydantic_settings import BaseSettings, SettingsConfigDict


class Site(BaseSettings):
    """What the pages of one installation say of it.

    demo: everything is sample data and anybody may enter as an officer or planner by one click. controller and
    dpo_contact: who keeps the personal data and whom to ask about it, as the privacy notice prints them; left empty,
    the notice says that the office has still to fill them in. emblem_file: a picture (PNG, JPEG) to stand above
    announcements; left empty, a frame says where it goes. committee: whom memos on results are for; left
    empty, the chair of the cluster's committee. templates_folder:
    the office's own wording and templates of documents, which go before those that ship (docs/operators/documents.md).
    """

    model_config = SettingsConfigDict(env_prefix="PRACHAKHOM_", frozen=True, extra="ignore")

    demo: bool = False
    controller: str = ""
    dpo_contact: str = ""
    emblem_file: str = ""
    committee: str = ""
    templates_folder: str = ""
