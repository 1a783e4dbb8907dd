"""Makes the helpers of this folder (`corpus`) importable from the tests below it."""

from hypothesis import settings

pytest_plugins = ["pytester"]

settings.register_profile("presheaf", deadline=None, derandomize=True)
settings.load_profile("presheaf")

collect_ignore_glob = ["elaborate/golden/*"]  # specs that are wrong on purpose
