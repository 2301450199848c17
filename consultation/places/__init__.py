"""Places of Thailand as a consultation needs them: schemes of clusters, provinces, districts, and typed names.

`schemes` and `districts` give the facts, `lookup` turns typed text into one of them or asks back. Pure: no database, no
network. The facts and their sources are in `data/`.
"""
