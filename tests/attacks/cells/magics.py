"""Magics that read, write and run things.

class: notebook, magics
tries: works as in Jupyter, or gets a shell by a magic
outcome: total 4, scaled 6
says: not run: %%bash
"""
# %% first
%matplotlib inline
%time 1 + 1
# %% first
%%bash
cat COURSE_FOLDER/tests/graders/sums/test_1_sums.py
# %% first
%load COURSE_FOLDER/tests/graders/sums/test_1_sums.py
# %% last
%run COURSE_FOLDER/tests/graders/sums/test_1_sums.py
