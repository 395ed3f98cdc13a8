"""Links to upstreams' files (sources.md, rule 13)."""

from urllib.parse import quote


def github_link(repository: str, branch: str, path: str) -> str:
    """The page of a file in a repository's branch.

    The branch, not the commit: a link that changed with every commit would make every entry a changed one each time.
    The commit is kept with the run.
    """
    return f"https://github.com/{repository}/blob/{branch}/{quote(path)}"
