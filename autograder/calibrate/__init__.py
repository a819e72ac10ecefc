"""Cut-offs for criteria that chance has a say in, from many trials of right and wrong solutions."""
