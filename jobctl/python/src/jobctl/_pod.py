"""Runs one shard of a function in a pod. This file is sent along; it needs nothing but Python.

Usage: run.py FOLDER MESSAGE_FILE. What the function returned goes into the termination message,
and where it is too large for that, into the log, in lines that begin with MARK.
"""

import base64
import hashlib
import json
import os
import pickle
import sys
import traceback
import zlib

MARK = "#jobctl-result"
MESSAGE_BYTES = 4000
LINE = 3000
RESULT_BYTES = 1_000_000
TRACEBACK_CHARACTERS = 1500
TEXT_CHARACTERS = 500


class ResultTooLarge(ValueError):
    """What a shard returned does not fit through the API server."""


def load(folder):
    """The function and this shard's calls."""
    with open(os.path.join(folder, "payload"), "rb") as file:
        payload = pickle.loads(zlib.decompress(file.read()))
    here, there = "%d.%d" % sys.version_info[:2], payload["python"]
    if here != there:
        raise RuntimeError(
            "the function was sent by Python %s, but the image has Python %s; give image= with Python %s"
            % (there, here, there)
        )
    sys.path.insert(0, os.path.join(folder, "cloudpickle.zip"))
    try:
        shard = int(os.environ.get("JOBCTL_SHARD") or 0)
        return pickle.loads(payload["function"]), pickle.loads(payload["calls"][shard])
    except ModuleNotFoundError as e:
        raise ModuleNotFoundError(
            "%s; install it in the image, or send your own module along with include=[%s]" % (e, e.name),
            name=e.name,
        ) from e


def give(values, write):
    """What the termination message says of the values; what is too large for it is written to the log."""
    import cloudpickle

    data = zlib.compress(cloudpickle.dumps(values))
    if len(data) > RESULT_BYTES:
        raise ResultTooLarge(
            "the shard returned %d bytes, compressed, of at most %d; "
            "write it to a volume (mounts=) and return where it is" % (len(data), RESULT_BYTES)
        )
    text = base64.b64encode(data).decode()
    message = {"jobctl": 1, "ok": True, "data": text}
    if len(json.dumps(message)) <= MESSAGE_BYTES:
        return message
    lines = [text[i : i + LINE] for i in range(0, len(text), LINE)]
    for number, line in enumerate(lines):
        # What the function has printed last may have no end of line.
        write("%s%s %d/%d %s\n" % ("" if number else "\n", MARK, number, len(lines), line))
    return {"jobctl": 1, "ok": True, "lines": len(lines), "sha256": hashlib.sha256(data).hexdigest()}


def complaint(error):
    """What the termination message says of an exception, with the exception itself if it fits."""
    said = str(error)[:TEXT_CHARACTERS]
    traced = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    if len(traced) > TRACEBACK_CHARACTERS:
        # The frames, of which the innermost matter most; what it says is told besides.
        traced = "".join(traceback.format_tb(error.__traceback__))[-TRACEBACK_CHARACTERS:]
    while True:
        message = {"jobctl": 1, "ok": False, "kind": type(error).__name__, "text": said, "traceback": traced}
        if len(json.dumps(message)) <= MESSAGE_BYTES:
            break
        said, traced = said[: len(said) // 2], traced[len(traced) // 2 :]
    try:
        import cloudpickle

        data = cloudpickle.dumps(error)
        pickle.loads(data)  # Some exceptions cannot be made anew.
        whole = dict(message, data=base64.b64encode(zlib.compress(data)).decode())
    except Exception:
        return message
    return whole if len(json.dumps(whole)) <= MESSAGE_BYTES else message


def main(folder, message_file):
    def write(text):
        data = text.encode()
        while data:
            data = data[os.write(1, data) :]

    try:
        function, calls = load(folder)
        values = [function(*args, **named) for args, named in calls]
        sys.stdout.flush()
        message = give(values, write)
    except BaseException as e:
        sys.stdout.flush()
        traceback.print_exc()
        message = complaint(e)
    with open(message_file, "w") as file:
        json.dump(message, file)
    return 0 if message["ok"] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
