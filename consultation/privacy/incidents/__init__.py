"""Breaches of personal data, each with its clock of 72 hours (PDPA ม.๓๗(๔))."""
