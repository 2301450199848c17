"""Generated cases may be the first to read a dictionary: their time is not judged one by one."""

from hypothesis import settings

settings.register_profile("dictionaries", deadline=None)
settings.load_profile("dictionaries")
