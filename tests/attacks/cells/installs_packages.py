"""Packages to be installed, as on Colab.

class: notebook, !pip
tries: honestly installs what is there already
outcome: total 4, scaled 6
says: not run: !pip install
"""
# %% first
!pip install -q tensorflow
files = !ls
