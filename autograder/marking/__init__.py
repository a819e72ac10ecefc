"""All answers to one written question on one page, and the marks of a person in one table."""
