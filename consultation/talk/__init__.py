"""The conversation engine: one pure step, and the unit of work around it."""
