"""Reruns the comparisons of the papers and gives a verdict for each claim."""
