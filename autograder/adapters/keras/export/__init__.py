"""A Keras model as plain data: two graphs, arrays, and the configs of optimizer and loss.

Runs in the student's process. Nothing here is a safeguard: the auditor checks whatever arrives,
by the rules of `operations` and `settings` as well. The checks are for the honest student, who
deserves to be told early and in clear words.

A course may give a copy of this folder to its students, so that their visible checks refuse what
the graders refuse, in the same words. So it imports nothing but Keras, NumPy and TensorFlow, and
its own files by their relative names.
"""

from .model import export_model, initial_weights
from .refusal import ModelRefused

__all__ = ["ModelRefused", "export_model", "initial_weights"]
