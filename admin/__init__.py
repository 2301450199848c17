"""Officers' and planners' pages, public pages, the JSON API, strategy input and documents; the composition root."""
