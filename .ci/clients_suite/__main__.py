"""Drives the served sandbox with boto3, the AWS CLI and requests made by hand, then moto
with the same, and compares.

usage: python .ci/clients_suite BINARY
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import differences
import replica
import servers
from account import Account
from cases import ALL
from coverage import gaps
from differences import cell
from suite import observe
from trouble import ALL as ALL_TROUBLES

passed, failed = 0, 0


def verdict(what, problem=""):
    global passed, failed
    if problem:
        failed += 1
        print(f"--- FAIL: {what}\n{problem}")
    else:
        passed += 1
        print(f"--- PASS: {what}")


def run(account):
    return [observe(account, case) for case in ALL]


def compare(got, wanted, other, listed):
    """Returns what is wrong with the two answers to a case, "" when nothing is."""
    if got != wanted:
        return f"    the sandbox {got}\n    wanted      {wanted}"
    if not listed:
        return "" if other == got else f"    differs, and is not listed\n    the sandbox {cell(got)}\n    moto        {cell(other)}"
    if other == got:
        return f"    listed as a difference, but both answer {got}"
    if (listed.sandbox, listed.moto) != (cell(got), cell(other)):
        return f"    listed with other answers\n    the sandbox {cell(got)}\n    moto        {cell(other)}"
    return ""


def troubles(binary):
    """Runs what has no counterpart in moto, each with a sandbox of its own."""
    for trouble in ALL_TROUBLES:
        server = servers.sandbox(binary, trouble.scenario, *trouble.flags)
        try:
            account = Account(server)
            for case in trouble.cases:
                got = observe(account, case)
                verdict(f"{case.name} ({trouble.scenario})", "" if got == case.answer else f"    the sandbox {got}\n    wanted      {case.answer}")
            broken = sorted(fault for faults in account.faults.values() for fault in faults)
            if not trouble.unreadable:
                verdict(f"{' and '.join(trouble.faults) or trouble.scenario}: held against the model", "".join(f"    {fault}\n" for fault in broken))
        finally:
            server.stop()


def main(binary):
    with ExitStack() as stack:
        box, other = servers.sandbox(binary, "tour"), None
        stack.callback(box.stop)
        other = servers.moto(box.environment["AWS_REGION"])
        stack.callback(other.stop)
        ours, theirs = Account(box), Account(other)
        replica.learn(ours)
        replica.replicate(ours, theirs)
        theirs.faults.clear()
        with ThreadPoolExecutor(2) as pool:
            answers, others = pool.map(run, (ours, theirs))
        twice = {case.name for case in ALL if sum(other.name == case.name for other in ALL) > 1}
        verdict("each case has a name of its own", f"    {sorted(twice)}" if twice else "")
        listed = differences.read()
        for case, got, their in zip(ALL, answers, others, strict=True):
            one = listed.pop(case.name, None)
            verdict(case.name + (f" (moto differs; AWS: {one.aws})" if one else ""), compare(got, case.answer, their, one))
        for operation in sorted(ours.faults.keys() | theirs.faults.keys()):
            name, wanted = f"{operation}: held against the model", "as the model has it"
            found = [("; ".join(sorted(account.faults[operation])) or wanted) for account in (ours, theirs)]
            verdict(name, compare(found[0], wanted, found[1], listed.pop(name, None)))
        for name in listed:
            verdict(name, "    a difference is listed for a case that does not exist")
        missing = gaps(ours)
        verdict("every operation of the sandbox is called", "".join(f"    {one}\n" for one in missing))
        verdict("the sandbox stops cleanly", f"    exit code {box.process.returncode}" if box.stop() else "")
    troubles(binary)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
