"""Figures of the notebooks: one module for each, and one for the guide at the end.

Each function returns its figure. Colours are those of Okabe and Ito, told apart by
colour-blind readers; lines differ in style as well, for print in grey.
"""
