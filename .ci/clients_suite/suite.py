"""Cases, what is observed of them, and how two observations are compared."""

import json
from dataclasses import dataclass
from typing import Any, Callable

from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from account import Account, CommandFailed


@dataclass(frozen=True)
class Answer:
    """What a call came to: a value, or an error with its HTTP status, code and message.

    The status of the AWS CLI is its exit code.
    """

    value: Any = None
    status: int = 0
    code: str = ""
    message: str = ""

    def __str__(self):
        if self.code:
            return f"{self.status} {self.code}: {self.message}"
        return json.dumps(self.value)


TAKEN = Answer("taken")


def refused(status, code, message):
    return Answer(status=status, code=code, message=message)


@dataclass(frozen=True)
class Case:
    """A call, and what AWS answers to it."""

    operation: str  # "ec2:DescribeVpcs"
    about: str
    call: Callable[[Account], Any]
    wants: Any  # a value or an Answer, with <names> in the place of ids

    @property
    def name(self):
        return f"{self.operation}: {self.about}"

    @property
    def answer(self):
        return self.wants if isinstance(self.wants, Answer) else Answer(self.wants)


def observe(account, case):
    """Makes the call of a case and returns its Answer."""
    try:
        value = case.call(account)
        if isinstance(value, dict) and "ResponseMetadata" in value:
            return TAKEN  # a call that was to be refused, so that nothing of its answer was picked
        return Answer(plain(account.named(value)))
    except ClientError as error:
        said = error.response
        metadata = said.get("ResponseMetadata", {})
        if not metadata.get("RequestId"):
            return Answer(f"{metadata.get('HTTPStatusCode')} without a request id")
        return Answer(status=metadata["HTTPStatusCode"], code=said["Error"]["Code"], message=account.named(said["Error"].get("Message", "")))
    except CommandFailed as error:
        return Answer(status=error.status, code=error.code, message=account.named(error.message))
    except ResponseParserError:
        return Answer("botocore cannot parse the answer")
    except (BotoCoreError, LookupError, TypeError, ValueError) as error:
        return Answer(f"{type(error).__name__}: {account.named(str(error)).splitlines()[0]}")


def plain(value):
    """Returns value as JSON has it, so that tuples and lists compare alike."""
    return json.loads(json.dumps(value, default=str))
