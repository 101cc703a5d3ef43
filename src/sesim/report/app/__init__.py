"""The pages of `sesim-app`: their templates, style and few lines of script."""
