"""The register of processing activities (PDPA ม.๓๙): drawn from what the program does, completed by the officer."""
