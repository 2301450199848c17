"""What an office writes for the documents of a consultation: who signs, whom to ask, the limits of a result."""
