"""One family of drawings: their style, the canvas that measures texts, and rows with intervals."""
