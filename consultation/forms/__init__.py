"""Questionnaires: the compiled form, its logic, its templates, its revisions."""
