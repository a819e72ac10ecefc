"""`autograder mutate` on the small course, in real processes."""
