"""The root of all errors of this client, and the one that its models raise."""


class OmiqError(Exception):
    """Any error of this client."""


class UnexpectedShape(OmiqError, TypeError):
    """A JSON value is not of the documented shape. Only reading it raises; nothing else is lost."""
