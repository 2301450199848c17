"""Responses: one a person and consultation, their answers, and the comments made of their free text."""
