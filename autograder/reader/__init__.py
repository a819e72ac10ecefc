"""What reads a submitted file: a process of its own, with limits, of the standard library alone.

A file made to be large when it is read, or to do harm to what reads it, costs this process and its
own notebook only. Nothing in this folder imports anything of ours from outside of it.
"""
