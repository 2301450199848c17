"""Every table of the program in one metadata: for migrations, for checks and for tests."""

from importlib import import_module
from pathlib import Path

from sqlalchemy import MetaData
from sqlmodel import SQLModel

ROOMS = ("consultation", "bot", "admin")
# Tables live in a subject's `models.py`; these subjects are single files.
SINGLE_FILES = ("consultation.audit", "consultation.jobs", "consultation.limits")


def load() -> MetaData:
    """Import every module that declares tables and return the metadata that holds them all."""
    for name in (*SINGLE_FILES, *_model_modules()):
        import_module(name)
    return SQLModel.metadata


def _model_modules() -> list[str]:
    root = Path(__file__).parent.parent
    files = [file for room in ROOMS for file in (root / room).rglob("models.py")]
    return sorted(".".join(file.relative_to(root).with_suffix("").parts) for file in files)
