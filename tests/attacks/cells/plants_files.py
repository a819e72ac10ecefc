"""Files put wherever other programs look for theirs.

class: process, daemon that outlives the run
tries: leaves something that is started or read later
outcome: total 4, scaled 6
says: planted: 0
"""
# %% first
planted = 0
for folder in ("/var/tmp", "/dev/shm", "/run", "/etc/cron.d", "/usr/lib/python3", "/work", "/root"):
    try:
        open(folder + "/attack-was-here", "w").close()
        planted += 1
    except OSError:
        pass
print("planted:", planted)
