"""amflow: the working day of an account manager as one command."""

__version__ = "0.1.0"
