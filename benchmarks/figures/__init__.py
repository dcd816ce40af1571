"""One drawing per experiment: `draw(rows, judgements)` returns a Matplotlib figure."""
