"""Time and memory of a train step of each layer, against what Keras offers for it."""
