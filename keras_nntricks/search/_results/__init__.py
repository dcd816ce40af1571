"""What a search left in its directory: read, summed up, drawn."""
