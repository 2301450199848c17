"""The Chromium of this machine, whatever the system calls it."""

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")


def executable() -> str | None:
    """The path of the machine's own Chromium, or None: then playwright looks for one that it installed itself."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)
