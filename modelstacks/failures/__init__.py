"""What Azure refused during a deployment, in the words of the requests that it hits."""

from modelstacks.failures.explaining import explain_failure

__all__ = ["explain_failure"]
