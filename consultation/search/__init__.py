"""Search: the index of words that comments are found by, what is looked for in it, and searches that are kept."""
