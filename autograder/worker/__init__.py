"""Code that runs in the untrusted process; it imports nothing of the package beside itself."""
