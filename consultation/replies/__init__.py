"""Back to the people: what became of what they said, in their own chat, and what they say to that."""
