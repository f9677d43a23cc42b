"""The pages of the procedures: read, written chapter by chapter, compared and published."""
