"""The files of a project: found, read with their marks, validated."""

from modelstacks.project.document import Document, ReadingError
from modelstacks.project.files import read_document
from modelstacks.project.loading import find_root, load_project
from modelstacks.project.project import Entry, Project

__all__ = ["Document", "Entry", "Project", "ReadingError", "find_root", "load_project", "read_document"]
