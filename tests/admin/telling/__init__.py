"""What officers are told, and where."""
