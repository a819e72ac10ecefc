"""What students and teaching assistants see of a grade: tables, figures, the feedback page."""
