"""Static files under names that carry a hash of their content, in the imports of modules too."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # it has no types
    """Puts the hashed name where a module imports another, as Django does where a stylesheet names a file.

    An import begins its line, names its file in double quotes and ends with a semicolon.
    """

    # Django's own `support_js_module_import_aggregation` reads comments too, and stumbles over one of htmx.
    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        (
            "*.js",
            (
                (
                    r'(?m)^(?P<matched>(?P<names>import\b[^;"]*)"(?P<url>\.[^"]+)";)',
                    '%(names)s"%(url)s";',
                ),
            ),
        ),
    )
    # A pass settles one level of imports, and the last one sees that nothing changes any more.
    max_post_process_passes = 20
