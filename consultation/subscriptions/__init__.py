"""Subscriptions: people follow a cluster, a province or a matter, and are told of new consultations until they stop."""
