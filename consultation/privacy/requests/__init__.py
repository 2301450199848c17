"""Requests by which people use their rights (PDPA ม.๑๙, ๓๐–๓๖), each with its clock of 30 days."""
