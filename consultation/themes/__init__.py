"""Themes: sets of themes over a question's comments, who belongs where, and every edit with its history."""
