"""Begin a course: files made from the templates of this package."""
