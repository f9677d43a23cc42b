"""The pages of the first run, and of the sample business."""
