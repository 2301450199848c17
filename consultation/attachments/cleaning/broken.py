"""What is raised for a file that is not what its first bytes promise."""


class Broken(Exception):
    """The file cannot be read to its end by the rules of its format."""
