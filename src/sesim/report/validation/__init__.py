"""The page that shows the model beside figures that others have counted."""
