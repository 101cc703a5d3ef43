"""The model beside figures that others have counted: what it predicts, and where it fails."""
