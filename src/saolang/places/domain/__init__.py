"""Writes: the shipped units, and boundaries from a file."""

from .boundaries import BoundaryReport, load_boundaries
from .reference import LoadReport, load_reference_units

__all__ = ["BoundaryReport", "LoadReport", "load_boundaries", "load_reference_units"]
