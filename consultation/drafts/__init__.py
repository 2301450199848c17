"""The draft text of a plan, in sections that people comment on one by one."""
