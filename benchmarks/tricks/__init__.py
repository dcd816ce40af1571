"""Which claims are about which trick, and which defaults rest on which claims."""
