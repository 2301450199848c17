"""People: a participant without a name, the contact that leads to them, and what they consented to."""
