"""amflow: the working day of an account manager as one command."""

__version__ = "0.2.0"
