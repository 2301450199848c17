"""Commitments: who will do what by when for a finding, how far it is, with what evidence; closed by citizens."""
