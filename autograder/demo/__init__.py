"""A class of made-up students, to see the whole way from submissions to feedback."""
