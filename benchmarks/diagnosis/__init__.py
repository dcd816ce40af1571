"""How many injected faults `TrainingMonitor` finds, and how often it cries wolf."""
