"""What several experiments share: data, measures, claims."""
