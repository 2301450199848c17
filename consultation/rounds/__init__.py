"""Rounds: several consultations side by side, where the same was asked; and said where it was not."""
