"""Tests of learning and checking."""
