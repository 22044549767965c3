"""One function a question: scores, points, adjustments and improvements, in public shapes."""
