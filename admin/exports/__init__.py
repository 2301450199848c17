"""Exports that a program asks for by the API: ordered, made by a job, fetched, dropped after a day."""
