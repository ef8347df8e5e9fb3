"""Certificates issued by the real binary, judged by programs that are not ours.

A throw-away site issues one certificate for a plain name and one for a rare
name; a name with a character no font draws must be refused before a case is
opened. check_paper.py judges each paper's form and signature, outloud its tags,
pdftotext its words. Prints one line a check and closes with the count.
"""

import csv
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import check_paper
from check_paper import check

ROOT = Path(__file__).resolve().parents[2]
TAKAU = ROOT / "target/debug/takau"
OUTLOUD = Path(sys.executable).parent / "outloud"

PLAIN = "王小明"
RARE = "王𠮷明"
# U+31350 is younger than the installed fonts.
UNDRAWABLE = "\U00031350"
# The widget of an invisible signature has no place on the page, hence none among the tags.
KNOWN_FINDING = "FRM-003"


class Site:
    """A site in a folder of its own, with demonstration keys and the synthetic city."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.anchors = folder / "keys/anchors.pem"
        self.run("init", "--demo", "示範市政府都市發展局")
        self.run("service", "publish", "services")
        self.run("release", "demo", "--parcels", "2000")
        self.parcel = self.run("parcel")

    def ask(self, *words: str) -> subprocess.CompletedProcess:
        places = ["--data", str(self.folder / "data"), "--keys", str(self.folder / "keys")]
        mine = {name: value for name, value in os.environ.items() if not name.startswith("TAKAU_")}
        return subprocess.run([TAKAU, *places, *words], cwd=ROOT, env=mine, capture_output=True, text=True)

    def run(self, *words: str) -> str:
        done = self.ask(*words)
        if done.returncode:
            check(f"takau {' '.join(words)}", False, done.stderr)
            sys.exit(check_paper.closing())
        return done.stdout.strip()

    def apply(self, name: str) -> subprocess.CompletedProcess:
        return self.ask(
            "apply", "zoning-certificate", f"parcels={self.parcel}", "purpose=sale", "copies=1",
            "delivery=counter-print", "applicant_kind=person", f"name={name}", "person_id=A123456789",
            "phone=0912-345-678", "agent=no", "consent=yes",
        )  # fmt: skip

    def issue(self, name: str) -> tuple[str, str, Path]:
        """The case number, the paper number and the file of a new certificate."""
        applied = self.apply(name)
        check(f"{name}: the application is taken", applied.returncode == 0, applied.stderr)
        if applied.returncode:
            sys.exit(check_paper.closing())
        case = applied.stdout.strip()
        self.run("pay", case)
        self.run("work")
        file = self.folder / f"{case}.pdf"
        said = self.run("paper", case, "--out", str(file))
        return case, said.split()[0], file


def check_refusal(site: Site) -> None:
    refused = site.apply(f"王{UNDRAWABLE}明")
    check("a name no font draws is refused", refused.returncode != 0 and not refused.stdout.strip(), refused.stdout)
    check("the refusal names the character", UNDRAWABLE in refused.stderr, refused.stderr)


def check_register(site: Site, file: Path) -> dict[str, str]:
    """What the office's own register says of the paper, by label."""
    verdict = site.ask("verify", str(file))
    check("takau: sealed, time-stamped, registered", verdict.returncode == 0 and "B-T" in verdict.stdout, verdict.stderr)
    changed = bytearray(file.read_bytes())
    changed[len(changed) // 2] ^= 1
    other = file.with_suffix(".changed.pdf")
    other.write_bytes(changed)
    check("takau refuses a changed byte", site.ask("verify", str(other)).returncode != 0)
    return {line[:14].strip(): line[14:].strip() for line in verdict.stdout.splitlines()}


def check_tags(file: Path) -> None:
    done = subprocess.run([OUTLOUD, "--json", "-", "--quiet", str(file)], capture_output=True, text=True)
    start = done.stdout.find("{")
    if start < 0:
        return check("outloud judges the tags", False, done.stdout + done.stderr)
    (result,) = json.JSONDecoder().raw_decode(done.stdout[start:])[0]["results"]
    ran = [rule for rule in result["rules"] if rule["status"] == "ran"]
    check("outloud judges the tags", result["error"] is None and len(ran) > 20, result["error"])
    found = [finding for finding in result["findings"] if finding["severity"] != "info"]
    others = [f"{finding['rule']} {finding['message']}" for finding in found if not is_known(finding)]
    check("outloud finds no barrier but the invisible signature's", not others, others)


def is_known(finding: dict) -> bool:
    off_the_page = all(box["x1"] <= 0 and box["y1"] <= 0 for box in finding["boxes"])
    return finding["rule"] == KNOWN_FINDING and finding["count"] == 1 and off_the_page


def plan_names() -> list[str]:
    rows = (ROOT / "crates/city/data/plans.csv").read_text(encoding="utf-8").splitlines()
    return [row["name"] for row in csv.DictReader(row for row in rows if not row.startswith("#"))]


def check_words(file: Path, facts: dict[str, str]) -> None:
    _, text = check_paper.run("pdftotext", "-raw", "-enc", "UTF-8", str(file), "-")
    words = re.sub(r"\s", "", text)
    for label, fact in facts.items():
        check(f"pdftotext gives back the {label}", bool(fact) and re.sub(r"\s", "", fact) in words, fact)
    check("pdftotext gives back the plan name", any(name in words for name in plan_names()))


def check_certificate(site: Site, name: str) -> str:
    case, number, signed = site.issue(name)
    register = check_register(site, signed)
    # The signature is an addition: before it stands the paper as it was drawn.
    data = signed.read_bytes()
    unsigned = signed.with_suffix(".unsigned.pdf")
    unsigned.write_bytes(data[: data.index(b"%%EOF") + len(b"%%EOF\n")])
    check_paper.check_standards("signed", signed)
    check_paper.check_text(unsigned, signed)
    check_paper.check_signature(signed, site.anchors)
    check_paper.check_tampering(signed, site.anchors)
    check_tags(signed)
    # "parcel        左營區新光段1 第一種住宅區"
    parcel, _, zone = register.get("parcel", "").partition(" ")
    check("the register has the parcel that was asked for", parcel == site.parcel, parcel)
    facts = {"name": name, "case number": case, "paper number": number, "parcel": parcel, "zone name": zone}
    check_words(signed, facts | {"data version": register.get("data version", "")})
    return number


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="takau-papers-") as folder:
        site = Site(Path(folder))
        first = check_certificate(site, PLAIN)
        check_refusal(site)
        second = check_certificate(site, RARE)
    ordinal = [int(re.search(r"(\d+)號$", number).group(1)) for number in (first, second)]
    check("the refusal leaves no gap in the paper numbers", ordinal[1] == ordinal[0] + 1, ordinal)
    return check_paper.closing()


if __name__ == "__main__":
    sys.exit(main())
