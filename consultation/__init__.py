"""The subject: places, plans, consultations, forms, the conversation, people, responses and themes.

Knows no channel's name, no HTML and no web request. Units of work are plain functions `f(session, …) -> value`
that `db.Database.write` and `.read` run.
"""
