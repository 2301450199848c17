"""Tables of sentences of our own and how traits are judged on them."""
