"""What the search set-ups gain: studies whose rows are committed."""
