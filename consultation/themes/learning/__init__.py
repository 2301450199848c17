"""The board learns: relearning from what people decided, what to ask next, and samples by which people check it."""
