"""Statements that citizens vote on, their votes, and the moderation of what citizens add themselves."""
