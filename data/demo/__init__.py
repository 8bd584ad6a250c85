"""A synthetic county: nobody in it is real."""

from data.demo.county import generate

__all__ = ["generate"]
