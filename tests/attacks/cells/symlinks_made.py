"""Links made in the scratch folder, to files outside.

class: theft, symlinks
tries: reaches by a link what cannot be reached by its path
outcome: total 4, scaled 6
says: ['OSError', 'OSError']
"""

# %% first
import os


def tried(action):
    try:
        return action()
    except OSError:
        return "OSError"


def by_symlink():
    os.symlink("COURSE_FOLDER/tests", "tests")
    return os.listdir("tests")


def by_hard_link():
    os.link("COURSE_FOLDER/gradebook.db", "book")
    return open("book", "rb").read(16)


print([tried(by_symlink), tried(by_hard_link)])
