"""Meetings of a consultation: where people meet, who was invited and who came, and what the hall sees on its screen."""
