"""Reads files of word lists, such as `distress.txt` and `search.txt`.

`[name]` begins a list, each line is an item of it, an indented line goes on with the one above, `#` is a comment.
"""

from collections.abc import Collection

from kindred.content.fields import Fault


def read_lists(file: str, text: str, faults: list[Fault], names: Collection[str] | None = None) -> dict[str, list[str]]:
    """The lists of a file by name. Of `names`, where given, each is there, if only empty, and others are faults."""
    lists: dict[str, list[str]] = {name: [] for name in names or ()}
    here: list[str] | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("["):
            name = line.strip("[] ")
            here = lists.setdefault(name, []) if names is None else lists.get(name)
        if here is None:
            known = ", ".join(f"[{name}]" for name in names or ("a-name",))
            fix = f"start each list with its name, one of: {known}"
            faults.append(Fault(file, f"line {number}", "belongs to no list", fix))
            return {name: [] for name in names or ()}
        if line.startswith(" ") and here:
            here[-1] += line
        elif not line.startswith("["):
            here.append(line.strip())
    return lists
