"""Why nothing is published: one clear line."""


class RefusedError(Exception):
    """The input cannot be published; the message says which, why, and what mends it."""
