"""The texts of the privacy notice (PDPA ม.๒๓) in versions: who wrote and approved them, and where each was shown."""
