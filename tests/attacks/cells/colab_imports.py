"""Modules that only Colab has.

class: notebook, Colab imports
tries: honestly mounts a drive and loads files
outcome: total 4, scaled 6
says: mounted
"""

# %% first
from google.colab import drive, files

drive.mount("/content/drive")
uploaded = files.upload()
print("mounted", uploaded)
