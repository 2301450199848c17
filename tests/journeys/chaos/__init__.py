"""The chaos journey: citizens of both platforms, rough weather, killed processes, and an oracle that judges afterwards.

`journey.run` is what the tests and `make bench` call; docs/decisions/0020-chaos.md says what it proves and what not.
"""
