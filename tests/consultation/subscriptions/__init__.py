"""Tests of consultation/subscriptions."""
