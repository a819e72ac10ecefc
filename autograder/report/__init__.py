"""The class report: what a class did not understand, whom to talk to, which grader to look at.

The way of the data: `reading` takes facts from records, histories and gradebook; `assembling`
makes `class.json` of them, whose shape is `schema`; `page` shows that file and computes nothing.
"""
