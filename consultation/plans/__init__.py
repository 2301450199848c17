"""Cluster development plans: versions, their development issues, indicators, programmes and projects, in from Excel."""
