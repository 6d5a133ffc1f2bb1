from .errors import InvalidRequest
