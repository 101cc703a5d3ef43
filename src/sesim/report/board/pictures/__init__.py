"""The pictures of the page for boards, one module each."""
