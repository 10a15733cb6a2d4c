"""The HTTPS process: certificates, tokens, the ASGI application, and what it leaves in its directory."""
