"""Is the first loss of each experiment's networks the same on every backend?"""
