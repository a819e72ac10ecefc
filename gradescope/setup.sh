#!/usr/bin/env bash
# Prepares Gradescope's image (Ubuntu 22.04): Python, and this package with what it needs.
#
# The zip for "Configure Autograder" has the course and the package at its top, with both scripts:
#
#   cp gradescope/* . && zip -qr autograder.zip setup.sh run_autograder autograder source release \
#       tests/graders nbgrader_config.py pyproject.toml README.md LICENSE requirements.lock \
#       .autograder_secret
set -euo pipefail

apt-get update
apt-get install --yes python3.11 python3.11-venv
python3.11 -m venv /opt/nbgradient
/opt/nbgradient/bin/pip install --require-hashes --requirement /autograder/source/requirements.lock
/opt/nbgradient/bin/pip install --no-deps --no-build-isolation /autograder/source
