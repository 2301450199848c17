"""Broadcasts: one message of an office to everybody who agreed to hear from it, prepared, sent in slices, counted."""
