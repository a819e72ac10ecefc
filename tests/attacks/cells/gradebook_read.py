"""The gradebook, opened as a database.

class: theft, gradebook read
tries: reads everybody's scores, and the solutions in it
outcome: total 4, scaled 6
says: unable to open database file
"""

# %% first
import sqlite3

book = sqlite3.connect("file:COURSE_FOLDER/gradebook.db?mode=ro", uri=True)
print(book.execute("SELECT source FROM source_cell").fetchall())
