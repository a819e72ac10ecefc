"""The download of a learning platform becomes `submitted/<student>/<assignment>/`."""
