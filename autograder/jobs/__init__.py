"""Between a course's folder and grading: what was handed in becomes jobs, grades a record."""
