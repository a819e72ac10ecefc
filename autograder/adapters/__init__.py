"""Frameworks, each in a folder of its own that nothing else imports."""
