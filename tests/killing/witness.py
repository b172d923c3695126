"""The sandbox, with a list of every multiupload that reached it: `python -m tests.killing.witness LIST …`.

What a second call would do is not seen in the sandbox's storage: it refuses documents that it has.
"""

import json
import os
import sys

from sandbox import server
from sandbox.__main__ import main

UPLOAD = ("POST", "/v3/verification/multiupload")


def _listing(endpoint, file):
    def listed(request, sandbox):
        # One write to the kernel: it outlives this process, whenever that is killed.
        os.write(file, json.loads(request.body)["flow_uuid"].encode() + b"\n")
        return endpoint(request, sandbox)

    return listed


if __name__ == "__main__":
    calls = os.open(sys.argv.pop(1), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    server.ENDPOINTS[UPLOAD] = _listing(server.ENDPOINTS[UPLOAD], calls)
    sys.exit(main())
