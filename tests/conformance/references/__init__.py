"""Second implementations in NumPy, in float64, of what the cases compute."""
