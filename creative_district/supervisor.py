"""Run the embedded portal: set it up, then keep its web server and worker running.

One portal per DATA_DIR. A child that dies is started again; SIGINT, SIGTERM and SIGHUP
end them all and leave nothing behind. Linux only.

`python -m creative_district.supervisor`
"""

import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from creative_district.environment import (
    ROOT,
    bind_address,
    data_dir,
    port,
    writable,
)

SET_UP = ["manage.py", "set_up"]
WEB = ["-m", "gunicorn", "-c", "python:creative_district.gunicorn"]
WEB += ["creative_district.wsgi"]
WORKER = ["-m", "celery", "-A", "creative_district", "--quiet", "worker", "-P", "solo"]
WORKER += ["--without-gossip", "--without-mingle", "--without-heartbeat"]

# Seconds
PATIENCE = 8.0  # from asking a child to stop to killing it
TICK = 1.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # before a dead child is started again
STEADY = 60.0  # a life this long forgets the deaths before it

STOP = {signal.SIGINT, signal.SIGTERM}
if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # as under nohup
    STOP.add(signal.SIGHUP)
PR_SET_PDEATHSIG = 1


class Refused(SystemExit):
    """The portal cannot start here; the message says why."""


class Stopped(SystemExit):
    """A signal asked to stop before the portal had started."""


@dataclass
class Child:
    """A process that leads a group of its own, kept running until it is stopped."""

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)

    process: subprocess.Popen[bytes] | None = None
    begun_at: float = 0.0
    due_at: float = 0.0
    pause: float = FIRST_PAUSE

    def start(self) -> None:
        """Start the process."""
        self.begun_at = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - one of the commands above
            [sys.executable, *self.arguments],
            cwd=ROOT,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_prepare_child,  # noqa: PLW1509 - there are no threads
        )

    def exit_code(self) -> int | None:
        """Return how it ended; `None` while it runs."""
        return self.process.poll() if self.process else None

    def keep_running(self) -> None:
        """Start it again after its death, with a pause that grows each time."""
        if self.process is None and time.monotonic() >= self.due_at:
            self.start()
        if (code := self.exit_code()) is None:
            return
        if time.monotonic() - self.begun_at > STEADY:
            self.pause = FIRST_PAUSE
        say(f"The {self.name} ended ({code}); starting it again in {self.pause:.0f} s.")
        self.kill()
        self.due_at = time.monotonic() + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE)

    def ask_to_stop(self) -> None:
        """Ask the leader, who lets its group finish what it is doing."""
        if self.process:
            self.process.terminate()

    def wait(self, deadline: float) -> None:
        """Wait until the leader has ended or the deadline has passed."""
        if self.process:
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(max(0.0, deadline - time.monotonic()))

    def kill(self) -> None:
        """Kill whatever is left of the group."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


def main() -> int:
    """Run the portal until a signal asks to stop; return the exit code."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {*STOP, signal.SIGCHLD})
    address = (bind_address(), port())
    with only_one_in(writable(data_dir())):
        refuse_taken(address)
        return set_up() or serve()


def set_up() -> int:
    """Bring data and files up to date; return the exit code, 0 when all went well.

    Raises `Stopped` when a signal asks to stop meanwhile.
    """
    child = Child("set-up", SET_UP)
    with running(child):
        while (code := child.exit_code()) is None:
            if stop_is_asked():
                raise Stopped
    return code


def serve() -> int:
    """Keep the web server and the worker running until a signal asks to stop."""
    children = [
        Child("web server", WEB),
        Child("worker", WORKER, {"EMBEDDED_BEAT": "1"}),
    ]
    with running(*children):
        while not stop_is_asked():
            for child in children:
                child.keep_running()
        say("Stopping.")
    return 0


@contextmanager
def running(*children: Child) -> Iterator[None]:
    """Start the children; at the end none of their processes is left."""
    try:
        for child in children:
            child.start()
        yield
    finally:
        for child in children:
            child.ask_to_stop()
        deadline = time.monotonic() + PATIENCE
        for child in children:
            child.wait(deadline)
            child.kill()


def stop_is_asked() -> bool:
    """Wait a moment for a signal; tell whether it asks to stop."""
    received = signal.sigtimedwait({*STOP, signal.SIGCHLD}, TICK)
    return received is not None and received.si_signo in STOP


@contextmanager
def only_one_in(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; raise `Refused` when another portal holds it."""
    with (folder / "portal.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise Refused(
                f"The portal already runs in {folder} (process {lock.read()})."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def refuse_taken(address: tuple[str, int]) -> None:
    """Raise `Refused` unless a server can listen at the address."""
    try:
        socket.create_server(address).close()
    except OSError as error:
        raise Refused(
            f"Port {address[1]} of {address[0]} cannot be used"
            f" ({os.strerror(error.errno or 0).lower()}): set PORT to another."
        ) from None


def say(sentence: str) -> None:
    """Tell the operator, at once."""
    print(sentence, flush=True)  # noqa: T201 - this is a command


def _prepare_child() -> None:
    """Undo the signal mask, and die with a supervisor that was itself killed."""
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


_libc = ctypes.CDLL(None)


if __name__ == "__main__":
    sys.exit(main())
