"""What all tests share."""

from hypothesis import settings

# A property that takes long on a busy machine is no wrong property.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
