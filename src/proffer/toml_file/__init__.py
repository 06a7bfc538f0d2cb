"""A TOML file whose every key is declared: its form, its unit, the line it stands in and what is wrong with it."""

from proffer.toml_file.document import Document, document_of
from proffer.toml_file.field import Field, read_table, write_table
from proffer.toml_file.problem import Invalid, Problem
from proffer.toml_file.suggestion import did_you_mean
from proffer.toml_file.where import Where

__all__ = [
    "Document",
    "Field",
    "Invalid",
    "Problem",
    "Where",
    "did_you_mean",
    "document_of",
    "read_table",
    "write_table",
]
