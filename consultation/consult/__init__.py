"""A consultation: its kind, its life cycle, its window, its start code and its links."""
