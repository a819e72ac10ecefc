"""What reads submitted files: processes of their own, with limits; Pillow is all they need.

A file made to be large when it is read, or to do harm to what reads it, costs this process and its
own notebook only. Nothing in this folder imports anything of ours from outside of it.
"""
