"""Answers that staff type in or bring as a table, from paper, telephone and interviews, by the chat's form."""
