"""Quotas: how many answers are hoped for from each province, sector and age, and how far. Nobody is refused."""
