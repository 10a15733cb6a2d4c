"""How the inferencing service refuses: ARM's `BadRequest`, and inside it another service's JSON as a string."""

from __future__ import annotations

import json

from localcloud.arm.core.errors import ArmError


def invalid_deployment(field: str, sentence: str) -> ArmError:
    """What is wrong with a field of a deployment, in the shape that was publicly reported."""
    problem = {
        "errors": {field: [sentence]},
        "type": "https://tools.ietf.org/html/rfc7231#section-6.5.1",
        "title": "One or more validation errors occurred.",
        "status": 400,
    }
    detail = {
        "code": "InferencingClientCreateDeploymentFailed",
        "message": f"InferencingClient HttpRequest error, error detail: {json.dumps(problem, separators=(',', ':'))}",
    }
    return ArmError(400, "BadRequest", "The request is invalid.", details=[detail])


def invalid_call(sentence: str) -> ArmError:
    """What is wrong with an endpoint, in the same shape."""
    problem = {"errors": {"": [sentence]}, "title": "One or more validation errors occurred.", "status": 400}
    detail = {"code": "InferencingClientCallFailed", "message": json.dumps(problem, separators=(",", ":"))}
    return ArmError(400, "BadRequest", "The request is invalid.", details=[detail])
