"""A stand-in for GitHub: its program `gh`, and what it keeps in a folder, behaving as their documentation says.

Started as a program it is `gh`. HUB names the folder; HUB_FAILS may name a call to fail at, as "3 before", "3 after"
or "3 empty": the third call is refused, is carried out but breaks off, or answers nothing.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

EMPTY = {"calls": 0, "log": [], "releases": [], "issues": [], "labels": [], "pulls": [], "objects": {}, "refs": {}}


class HubError(Exception):
    """What `gh` says on stderr."""


class Hub:
    """What GitHub knows of one repository."""

    def __init__(self, folder):
        self.folder, self.file = Path(folder), Path(folder) / "state.json"
        self.state = {**deepcopy(EMPTY), "tags": [], "attested": [], "immutable": True}
        if self.file.is_file():
            self.state = json.loads(self.file.read_text())

    def save(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        self.file.write_text(json.dumps(self.state))

    def named(self, body):
        """The name that git would give to an object, or one as good."""
        sha = hashlib.sha1(json.dumps(body, sort_keys=True).encode()).hexdigest()
        self.state["objects"][sha] = body
        return sha

    def assets(self, release):
        folder = self.folder / "assets" / str(release["id"])
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def release(self, tag):
        found = [release for release in self.state["releases"] if release["tagName"] == tag]
        if not found:
            raise HubError("release not found")
        return found[-1]

    def writable(self, tag):
        release = self.release(tag)
        if not release["isDraft"] and self.state["immutable"]:
            raise HubError("HTTP 422: Cannot change assets of an immutable release")
        return release

    def release_list(self, options):
        return self.state["releases"]

    def release_create(self, options, tag):
        if any(r["tagName"] == tag and not r["isDraft"] for r in self.state["releases"]):
            raise HubError("a release with the same tag name already exists: " + tag)
        if "verify-tag" in options and tag not in self.state["tags"]:
            raise HubError(f"tag {tag} doesn't exist in the repo, aborting due to --verify-tag flag")
        body = Path(options["notes-file"]).read_text()
        number = len(self.state["releases"]) + 1  # a tag may have several drafts
        self.state["releases"].append({"id": number, "tagName": tag, "isDraft": "draft" in options, "body": body})

    def release_edit(self, options, tag):
        release = self.release(tag)
        if "notes-file" in options:
            release["body"] = Path(options["notes-file"]).read_text().replace("\n", "\r\n")
        if "draft" in options:
            release["isDraft"] = options["draft"] != "false"

    def release_view(self, options, tag):
        release = self.release(tag)
        return {**release, "assets": [{"name": file.name} for file in sorted(self.assets(release).iterdir())]}

    def release_delete_asset(self, options, tag, name):
        (self.assets(self.writable(tag)) / name).unlink()

    def release_upload(self, options, tag, *files):
        folder = self.assets(self.writable(tag))
        for file in map(Path, files):
            if (folder / file.name).exists() and "clobber" not in options:
                raise HubError("asset under the same name already exists")
            shutil.copy(file, folder)

    def release_download(self, options, tag):
        files = list(self.assets(self.release(tag)).iterdir())
        if not files:
            raise HubError("no assets to download")
        for file in files:
            shutil.copy(file, options["dir"])

    def attestation_verify(self, options, file):
        digest = hashlib.sha256(Path(file).read_bytes()).hexdigest()
        if [digest, options["repo"], options["signer-workflow"], options["source-ref"]] not in self.state["attested"]:
            raise HubError("HTTP 404: no attestations found")

    def label_create(self, options, name):
        self.state["labels"].append(name)

    def listed(self, kind, options):
        keys = {"label", "head", "state"} & options.keys()
        return [entry for entry in self.state[kind] if all(entry.get(key) == options[key] for key in keys)]

    def opened(self, kind, options):
        if options.get("label", "") not in ["", *self.state["labels"]]:
            raise HubError(f"could not add label: '{options['label']}' not found")
        self.state[kind].append({"number": len(self.state[kind]) + 1, "state": "open", **options})

    def issue_list(self, options):
        return self.listed("issues", options)

    def pr_list(self, options):
        return self.listed("pulls", options)

    def issue_create(self, options):
        self.opened("issues", options)

    def pr_create(self, options):
        self.opened("pulls", options)

    def issue_comment(self, options, number):
        [issue] = [issue for issue in self.state["issues"] if str(issue["number"]) == number]
        issue["comments"] = issue.get("comments", 0) + 1

    def issue_close(self, options, number):
        [issue] = [issue for issue in self.state["issues"] if str(issue["number"]) == number]
        issue["state"] = "closed"

    def api(self, path, body):
        kind, _, rest = path.partition("/")
        refs, objects = self.state["refs"], self.state["objects"]
        if kind == "matching-refs":
            return [{"ref": f"refs/{r}", "object": {"sha": sha}} for r, sha in refs.items() if r.startswith(rest)]
        if kind == "commits" and body is None:
            return {"sha": rest, "tree": {"sha": objects[rest]["tree"]}}
        if kind == "trees":
            base = objects[body["base_tree"]] if "base_tree" in body else {}
            return {"sha": self.named({**base, **{file["path"]: file["content"] for file in body["tree"]}})}
        if kind == "commits":
            return {"sha": self.named(body)}
        name = rest or body["ref"].removeprefix("refs/")
        old = refs.get(name)
        if (old is None) != (rest == ""):
            raise HubError("HTTP 422: Reference already exists" if old else "HTTP 422: Reference does not exist")
        if old and not body.get("force") and old not in objects[body["sha"]]["parents"]:
            raise HubError("HTTP 422: Update is not a fast forward")
        refs[name] = body["sha"]
        return {"ref": f"refs/{name}"}


FLAGS = {"draft", "verify-tag", "clobber", "yes", "force", "deny-self-hosted-runners"}


def parsed(arguments):
    """The words and the options of a command line."""
    words, options, left = [], {}, list(arguments)
    while left:
        name, given, value = left.pop(0).partition("=")
        if not name.startswith("--"):
            words.append(name)
        else:
            flag = name[2:] in FLAGS
            options[name[2:]] = value if given else True if flag else left.pop(0)
    return words, options


def respond(arguments, stdin=""):
    """What the program does with ``arguments``: its exit code, what it prints, and what it says of a failure."""
    hub = Hub(os.environ["HUB"])
    hub.state["calls"] += 1
    number, _, how = os.environ.get("HUB_FAILS", "0 never").partition(" ")
    due = int(number) == hub.state["calls"]
    words, options = parsed(arguments)
    hub.state["log"].append(" ".join(arguments))
    try:
        if due and how == "before":
            raise HubError("HTTP 503: Service Unavailable")
        if words[0] == "api":
            answer = hub.api(words[1].removeprefix("repos/{owner}/{repo}/git/"), json.loads(stdin) if stdin else None)
        else:
            answer = getattr(hub, "_".join(words[:2]).replace("-", "_"))(options, *words[2:])
        if due and how == "after":
            raise HubError("HTTP 502: Bad Gateway")
    except HubError as problem:
        return 1, "", str(problem)
    finally:
        hub.save()
    return 0, "" if answer is None or (due and how == "empty") else json.dumps(answer), ""


def run(command, input="", **_):
    """Takes the place of ``subprocess.run`` for `gh`."""
    return subprocess.CompletedProcess(command, *respond(command[1:], input))


if __name__ == "__main__":
    code, out, problem = respond(sys.argv[1:], sys.stdin.read() if "--input" in sys.argv else "")
    print(out, end="")
    sys.exit(problem or code)
