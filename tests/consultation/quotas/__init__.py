"""Tests of consultation/quotas."""
