"""Runs cells, stores rows, judges claims; knows no trick and no paper."""
