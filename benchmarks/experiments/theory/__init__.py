"""Closed forms and exact recursions that experiments compare themselves with."""
