"""The outbox: what is to be said to whom, in lanes, with the outcome of each sending."""
