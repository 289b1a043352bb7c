"""Reads differences.md, the table of where the sandbox and moto differ."""

import os
import re
from dataclasses import dataclass

SIDES = {"sandbox", "sandbox, words unknown", "moto", "neither", "unknown"}


@dataclass(frozen=True)
class Difference:
    case: str
    sandbox: str
    moto: str
    aws: str  # the side that AWS agrees with
    source: str


def cell(text):
    """Returns text as a cell of the table holds it."""
    return "`" + str(text).replace("|", "&#124;") + "`"


def read():
    """Returns the table by case. A row that says less than it must is an error."""
    with open(os.path.join(os.path.dirname(__file__), "differences.md"), encoding="utf-8") as document:
        lines = document.read().splitlines()
    sources = {found[1] for line in lines if (found := re.match(r"\[(\S+)\]: \S", line))}
    table, cited = {}, set()
    for line in [line for line in lines if line.startswith("| ")][1:]:
        one = Difference(*line.removeprefix("| ").removesuffix(" |").split(" | "))
        if one.aws not in SIDES or one.case in table:
            raise ValueError(f"differences.md, {one.case}: AWS cannot agree with {one.aws!r}, or the case is listed twice")
        cited.update(named := re.findall(r"\[(\S+?)\]", one.source))
        if not named:
            raise ValueError(f"differences.md, {one.case}: no source")
        table[one.case] = one
    if cited != sources:
        raise ValueError(f"differences.md: sources that are missing or that nothing cites: {sorted(cited ^ sources)}")
    return table
