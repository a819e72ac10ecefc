"""Hidden graders: ordinary pytest tests that see a student's code through a proxy."""
