"""The questionnaire builder: what a page sends to edits (`reading`, `acts`), what it shows (`shown`, `phone`)."""
