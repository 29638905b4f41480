"""The kinds of structured result that a cell hands to its page."""

EVIDENCE = "application/vnd.marked-answers.evidence+json"
VALUES = "application/vnd.marked-answers.values+json"
DRAWING = "application/vnd.marked-answers.drawing+json"
