"""Proffer offers every incoming e-mail of a support team to one agent at a time."""

__version__ = "0.1.0"
