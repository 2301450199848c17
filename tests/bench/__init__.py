"""Measurements: speed, memory and quality, each beside its floor."""
