"""What comments are, kept."""
