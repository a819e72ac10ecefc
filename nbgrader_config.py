"""Plain nbgrader configuration; copy it into a course folder as it stands."""

import os
import sys
from pathlib import Path

c = get_config()  # noqa: F821 - nbgrader provides it

c.CourseDirectory.course_id = "nbgradient"

# nbgrader calls `alembic` by name when it makes the first gradebook.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])

# Submissions of any bytes are read by intake; scores come from the grade record. The classes are
# named, not imported: nbgrader passes over a file that fails, and would run student code as you.
c.Autograde.exporter_class = "autograder.gradebook.preprocessors.SubmissionExporter"
c.Autograde.autograde_preprocessors = [
    "autograder.gradebook.preprocessors.FillOutputs",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "autograder.gradebook.preprocessors.SaveRecordGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Feedback pages read well on paper and need no network.
c.GenerateFeedback.preprocessors = ["autograder.gradebook.preprocessors.GetRecordGrades"]
# Written anew each time: a person's points and comments come after the first pages.
c.GenerateFeedback.force = True
c.GenerateFeedback.exporter_class = "autograder.feedback.page.FeedbackExporter"
# Outputs that `autograder grade --outputs later` has put off are made before pages show them.
c.GenerateFeedback.pre_convert_hook = "autograder.gradebook.completing.make_outputs"
# The total of an assignment, in index.html beside the pages of its notebooks.
c.GenerateFeedback.post_convert_hook = "autograder.gradebook.overview.write_overview"
# A heading's anchor would take the id of the formgrader's score box for a cell of the same name.
c.HTMLExporter.exclude_anchor_links = True

# Errors carried forward: take off the sign # below, and what a cell loses for a function of an
# earlier TODO cell is judged once more with that function given. It is off until the due date in
# the gradebook; without one, leave it off where students may hand in again: they can learn from the
# points what a right function gives (SECURITY.md).
#
# c.Grading.carry_forward = True

# Late work: take off the sign # below, and a tenth of the points is lost for each day begun, at
# most half. nbgrader asks this plugin where `timestamp.txt` beside a submission is later than the
# assignment's due date in the gradebook; records keep the points without it.
#
# from math import ceil
#
# from nbgrader.plugins import LateSubmissionPlugin
#
#
# class TenthADay(LateSubmissionPlugin):
#     def late_submission_penalty(self, student_id, score, total_seconds_late):
#         return score * min(0.5, 0.1 * ceil(total_seconds_late / 86_400))
#
#
# c.AssignLatePenalties.plugin_class = TenthADay
