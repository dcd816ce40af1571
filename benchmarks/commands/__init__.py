"""One module per command; each has `main(arguments) -> exit status`."""
