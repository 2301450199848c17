"""The doubles themselves, met through the real client libraries."""
