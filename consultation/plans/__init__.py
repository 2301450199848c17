"""Cluster development plans: a version of a plan, its development issues, their indicators and programmes."""
