"""Attachments: the photos, voices, videos and files behind answers, fetched from the platform and kept sealed."""
