"""Edits of a form, pure: a form in, a form out.

`questions` (add, change, copy, delete), `order` (move), `groups`, `choices`, `leaning` (who needs whose answer).
Questions and groups are addressed by name, so that a page that is a little old still means the right one; an unknown
name changes nothing. The names that answers are stored by never change. What would break another question is Refused.
"""
