"""Where everything is assembled, and the entry point."""


def main() -> None:
    """Run the command line."""
