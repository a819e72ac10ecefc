"""Keras on TensorFlow: what crosses (values), models as data (export), what measures (engine)."""
