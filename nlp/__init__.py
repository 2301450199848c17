"""Thai text in, values out: the room that reads what citizens write.

Everything here is pure and deterministic: no database, no network, no clock, nothing downloaded. Heavy libraries
(scikit-learn, PyThaiNLP) are imported inside the functions that need them, so that importing the room costs little.

clean       one spelling for one word (for comparing and grouping; callers keep the raw text)
words       Thai words, with the vocabulary (`vocabulary`) of places, offices and provincial plans
units       the points that one comment makes
reply       what a typed reply to a closed question means
numerals    numbers as people type them
dates       dates, times and moments as people type them
points      where on the map a reply points
personal    personal data found and masked
duplicates  which comments are the same text
vectors     comments as points
group       themes, their members, and joining new comments to them
label       names, key phrases and quotes of themes
"""

import os

os.environ.setdefault("PYTHAINLP_OFFLINE", "1")  # a word list that is not there is an error, never a download
