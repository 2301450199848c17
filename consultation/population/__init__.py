"""Population: the registered people that an office brought as a table, and answers held against them."""
