"""Keeping the promises of the privacy notice: who answered what is forgotten in time, and that it was is on record."""
