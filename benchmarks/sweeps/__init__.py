"""How much faster `sweeps.fit_many` trains many runs than `model.fit`, one by one."""
