"""Tests of consultation/invitations."""
