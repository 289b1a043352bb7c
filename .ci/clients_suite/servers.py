"""Starts the two that speak AWS, the sandbox and moto, and stops what it started."""

import os
import re
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field

PATIENCE = 60  # seconds, for a server to begin and to end


@dataclass
class Server:
    name: str
    process: subprocess.Popen
    environment: dict = field(default_factory=dict)

    def stop(self):
        """Interrupts the server as a person would, and returns its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()


def sandbox(binary, scenario, *flags):
    """Serves a scenario, and takes the way to it from what the binary prints."""
    process = subprocess.Popen(
        [binary, "sandbox", "--listen", "127.0.0.1:0", "--scenario", scenario, *flags],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )
    server = Server("sandbox", process)
    wanted = {"AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_DEFAULT_REGION"}
    for line in until(process, process.stdout):
        printed = re.fullmatch(r"export (AWS_\w+)=(\S+)\n", line)
        if printed:
            server.environment[printed[1]] = printed[2]
        if wanted <= server.environment.keys():
            return server
    server.stop()
    raise RuntimeError(f"the sandbox did not print {sorted(wanted - server.environment.keys())}")


def moto(region):
    """Serves an empty account of moto's."""
    environment = dict(os.environ, MOTO_IAM_LOAD_MANAGED_POLICIES="true", PYTHONUNBUFFERED="1")
    process = subprocess.Popen(
        [os.path.join(os.path.dirname(sys.executable), "moto_server"), "-H", "127.0.0.1", "-p", "0"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment,
    )
    server = Server("moto", process)
    for line in until(process, process.stderr):
        running = re.search(r"Running on (http://127\.0\.0\.1:\d+)", line)
        if running:
            threading.Thread(target=drain, args=(process.stderr,), daemon=True).start()
            server.environment = {
                "AWS_ENDPOINT_URL": running[1], "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "testing",
                "AWS_REGION": region, "AWS_DEFAULT_REGION": region,
            }
            return server
    server.stop()
    raise RuntimeError("moto ended before it served")


def until(process, stream):
    """Yields the lines of a server that begins; one that takes too long is ended."""
    timer = threading.Timer(PATIENCE, process.kill)
    timer.start()
    try:
        for line in stream:  # not yield from, which would close the stream with the generator
            yield line
    finally:
        timer.cancel()


def drain(stream):
    for _ in stream:
        pass
