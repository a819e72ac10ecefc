"""Mutants of the reference: small changes that the hidden graders must notice."""
