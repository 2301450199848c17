"""Invitation codes for representatives of sectors: one code, one answer, counted apart from citizens'."""
