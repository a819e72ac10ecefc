"""What every grading of every submission gave, for good: one line each, never changed."""
