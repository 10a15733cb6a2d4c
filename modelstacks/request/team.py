"""Who asks: `requests/<team>/team.yaml`."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from modelstacks.request.request import Access
from modelstacks.request.types import EmailAddress, FileForm, Name, Text, unique


class Team(FileForm):
    """A team with what its requests have in common."""

    team: Name = Field(description="The folder's name.")
    owner: EmailAddress = Field(description="Who answers for the team's endpoints; a tag of every resource.")
    cost_centre: Annotated[Text, Field(max_length=64)] = Field(description="Who pays; part of the trust boundary.")
    contacts: Annotated[tuple[EmailAddress, ...], Field(min_length=1, max_length=50), AfterValidator(unique)] = Field(
        description="Who is told of budgets and alerts. Azure takes at most 50 addresses."
    )
    access: Access | None = Field(default=None, description="Entra groups that may call by default.")
