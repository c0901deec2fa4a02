"""The command line itself: the app, its registry, output, completion and help."""
