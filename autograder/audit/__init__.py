"""Measures models that came as graphs: a trusted client, and the engine behind it."""
