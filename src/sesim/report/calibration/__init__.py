"""The page of a calibration: figures, tables and sentences."""
