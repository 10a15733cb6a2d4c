"""What a provider takes and what is done about what it doesn't.

A provider that takes no secrets (the real azure-native doesn't) gets them unwrapped, and what it returns is marked
secret again wherever the value at the same place was (pulumi: `plugin.annotateSecrets`). That is coarse on purpose:
both being objects, the marking goes into them; anything else that contains a secret, lists above all, becomes secret
as a whole, because providers reorder lists.
"""

from __future__ import annotations

from dataclasses import dataclass

from localcloud.wire import PropertyMap, PropertyValue, ResourceReference, Secret, contains_secret


@dataclass(frozen=True)
class ProviderFlags:
    """What a provider said of itself in Handshake, or else in Configure's answer."""

    accept_secrets: bool = False
    accept_resources: bool = False
    supports_preview: bool = False
    supports_autonaming: bool = False

    def outgoing(self, value: PropertyMap) -> PropertyMap:
        """A property bag as this provider takes it."""
        return {key: self._strip(item) for key, item in value.items()}

    def incoming(self, returned: PropertyMap, sent: PropertyMap | None) -> PropertyMap:
        """A returned property bag, with the secrets marked that this provider could not mark."""
        if self.accept_secrets or not sent:
            return returned
        return annotate(returned, sent)

    def _strip(self, value: PropertyValue) -> PropertyValue:
        match value:
            case Secret(inner):
                stripped = self._strip(inner)
                return Secret(stripped) if self.accept_secrets else stripped
            case ResourceReference(urn, identity):
                if self.accept_resources:
                    return value
                return urn if identity is None else identity
            case list():
                return [self._strip(item) for item in value]
            case dict():
                return {key: self._strip(item) for key, item in value.items()}
            case _:
                return value


def annotate(returned: PropertyMap, sent: PropertyMap) -> PropertyMap:
    """`returned` with those values wrapped as Secret whose counterpart in `sent` contains one."""
    marked = dict(returned)
    for key, original in sent.items():
        value = returned.get(key)
        if key not in returned:
            continue
        if isinstance(value, dict) and isinstance(original, dict):
            marked[key] = annotate(value, original)
        elif not isinstance(value, Secret) and contains_secret(original):
            marked[key] = Secret(value)
    return marked
