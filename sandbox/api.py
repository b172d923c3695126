"""The endpoints of the Atlas API: each takes a request and the sandbox and gives an answer."""

import json
import random
import secrets
import string
import time
import uuid
import zlib
from base64 import urlsafe_b64encode
from collections import Counter

from sandbox import callbacks
from sandbox.bodies import is_empty, json_object, query_text, require_texts, require_urls
from sandbox.messages import coded, in_words, json_answer, missing, titled
from sandbox.storage import DocumentsTaken

FLOW_PARAMETERS = ("product_type", "application_id", "auth_url", "callback_url")
# So many document ids are named in a refusal; a request may repeat thousands.
MOST_NAMED = 10


def authtoken(request, sandbox):
    """Give a token to a known client; whatever body it sends is not looked at."""
    names = ("Client-Id", "Client-Secret")
    absent = [name for name in names if not request.headers.get(name, "").strip()]
    if absent:
        raise missing(absent, what="headers")
    client_id, secret = (request.headers[name].strip() for name in names)
    if sandbox.settings.clients.get(client_id) != secret:
        raise coded(401, "Authentication Error: Unknown Client-Id or Client-Secret")
    lifetime = sandbox.settings.token_seconds
    expires_at = time.time() + lifetime
    token = _new_token(client_id, expires_at)
    sandbox.storage.add_token(token, client_id, expires_at)
    return json_answer(201, {"access_token": token, "expires_in": int(lifetime)})


def flow_init(request, sandbox):
    """Open a flow."""
    _authenticate(request, sandbox)
    parameters = json_object(request)
    require_texts(parameters, FLOW_PARAMETERS)
    require_urls(parameters, ("auth_url", "callback_url"))
    if not isinstance(parameters.get("flow_params"), dict | None):
        raise in_words("Invalid parameter: 'flow_params' must be an object")
    flow_uuid = _new_flow_uuid(parameters["application_id"])
    sandbox.storage.add_flow(flow_uuid, parameters, time.time())
    return json_answer(201, {"flow_uuid": flow_uuid})


def multiupload(request, sandbox):
    """Take the files of one submission: all of them or none."""
    _authenticate(request, sandbox)
    parameters = json_object(request)
    absent = [name for name in ("flow_uuid", "file_urls") if is_empty(parameters.get(name))]
    if absent:
        raise missing(absent)
    require_texts(parameters, ("flow_uuid",))
    entries = _file_entries(parameters["file_urls"])
    flow = _flow(parameters["flow_uuid"], sandbox)
    _require_unused(entry["document_id"] for entry in entries)
    if sandbox.settings.check_auth_url and flow["auth_url"]:
        _require_lender(flow, sandbox.settings.private_callbacks)
    now = time.time()
    batch_id = _new_batch_id(now)
    records = [{**entry, "file_uuid": str(uuid.uuid4()), "batch_id": batch_id} for entry in entries]
    try:
        sandbox.storage.add_files(flow["flow_uuid"], records, now)
    except DocumentsTaken as error:
        raise _already_used(error.document_ids) from error
    sandbox.results.begin(flow["flow_uuid"])
    keys = ("file_uuid", "batch_id", "document_id")
    # Atlas promises no order; another than the request's shows up readers that rely on one.
    return json_answer(200, [{key: record[key] for key in keys} for record in reversed(records)])


def status(request, sandbox):
    """Say how far a flow is."""
    return _of_flow(sandbox.results.status, request, sandbox)


def extracts(request, sandbox):
    """Say what has been read so far."""
    return _of_flow(sandbox.results.extracts, request, sandbox)


def _of_flow(describe, request, sandbox):
    _authenticate(request, sandbox)
    flow = _flow(query_text(request, "flow_uuid"), sandbox)
    return json_answer(200, describe(flow, time.time()))


def _authenticate(request, sandbox):
    token = request.headers.get("Token", "").strip()
    if not token:
        raise coded(401, "Authentication Error: Token is missing")
    expires_at = sandbox.storage.token_expiry(token)
    if expires_at is None:
        raise titled(401, "Invalid token", "Signature verification failed")
    if expires_at <= time.time():
        raise titled(401, "Invalid token", "Signature has expired")


def _file_entries(entries):
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise in_words("Invalid parameter: 'file_urls' must be a list of objects")
    for entry in entries:
        require_texts(entry, ("file_url", "document_id"))
    return [{"file_url": entry["file_url"], "document_id": entry["document_id"]} for entry in entries]


def _require_unused(document_ids):
    repeated = [document_id for document_id, count in Counter(document_ids).items() if count > 1]
    if repeated:
        raise _already_used(repeated)


def _already_used(document_ids):
    named = document_ids[:MOST_NAMED]
    return in_words(f"document_id must be unique within the flow, already used: {named}")


def _flow(flow_uuid, sandbox):
    flow = sandbox.storage.flow(flow_uuid)
    if flow is None:
        raise coded(409, "Flow not found")
    return flow


def _require_lender(flow, private_addresses):
    try:
        callbacks.authorization(flow, private_addresses)
    except callbacks.UNREACHABLE:
        raise coded(422, "External service failure: auth_url could not be reached") from None


def _new_flow_uuid(application_id):
    # Both forms are in use; the application decides which, so that tests can choose.
    prefix = "LOS-" if zlib.crc32(application_id.encode()) % 2 else ""
    return f"{prefix}{uuid.uuid4()}"


def _new_batch_id(now):
    letters = "".join(random.choices(string.ascii_uppercase, k=5))
    moment = time.strftime("%Y%m%d%H%M%S", time.gmtime(now))
    return f"BATCH-{random.randint(10000, 99999)}-{letters}-{moment}"


def _new_token(client_id, expires_at):
    """A token that looks like a JWT; that it is in storage is what makes it valid."""
    header = {"alg": "HS256", "typ": "JWT"}
    claims = {"client_id": client_id, "exp": int(expires_at), "jti": uuid.uuid4().hex}
    parts = (json.dumps(header).encode(), json.dumps(claims).encode(), secrets.token_bytes(32))
    return ".".join(urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)
