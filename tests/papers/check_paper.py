#!/usr/bin/env python3
"""Second opinions on a paper, by programs that are not ours.

usage: check_paper.py UNSIGNED.pdf SIGNED.pdf CA.pem

Both files must be PDF/A-2u and PDF/UA-1 (page-validation) and free of PDF
syntax errors (qpdf). Their text (pdftotext) must be the same and hold none of
the characters that TW-Kai prints as boxes. The signed file must begin with the
unsigned one byte for byte; pdfsig and pyHanko must each find one valid
signature over the whole document, under CA.pem, certified with DocMDP, and
must refuse the same file with one byte changed. Exit status 0 only if all of
this holds; every check prints one line, and the last line is the count.

Needs: the packages of setup/python-requirements.in; Debian poppler-utils, qpdf.
"""

import io
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import page
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

# Text that would print as ink although it means a space or nothing
# (crates/papers/src/spacing.rs has the same list).
INK_FOR_SPACE = re.compile(
    "[\u00a0\u00ad\u061c\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\ufeff]"
)

passed: list[str] = []
failures: list[str] = []


def check(name: str, holds: bool, detail: object = "") -> None:
    print(f"{'ok  ' if holds else 'FAIL'} {name}" + (f": {detail}" if detail and not holds else ""), flush=True)
    (passed if holds else failures).append(name)


def closing() -> int:
    """Prints the count as the last line; the exit status."""
    print(f"{len(passed)} passed, {len(failures)} failed")
    return 1 if failures or not passed else 0


def run(*command: str) -> tuple[int, str]:
    # pdfsig reports fields and dates in the user's language: pin it.
    done = subprocess.run(
        command, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "Asia/Taipei"}
    )
    return done.returncode, done.stdout + done.stderr


def check_standards(label: str, path: Path) -> None:
    for profile in ("2u", "ua1"):
        report = page.validate_pdf(str(path), profile=profile)
        found = [f"{f.rule_id} {f.message}" for f in report.failures][:5]
        check(f"{label} follows profile {profile}", report.is_compliant, found)
    status, output = run("qpdf", "--check", str(path))
    check(f"{label} has sound PDF syntax", status == 0, output)


def text_of(path: Path) -> str:
    status, output = run("pdftotext", "-enc", "UTF-8", str(path), "-")
    check(f"text of {path.name} can be read", status == 0 and bool(output.strip()))
    return output


def check_text(unsigned: Path, signed: Path) -> None:
    before, after = text_of(unsigned), text_of(signed)
    check("sealing changes no word", before == after)
    boxes = sorted({f"U+{ord(c):04X}" for c in INK_FOR_SPACE.findall(after)})
    check("no space prints as a box", not boxes, boxes)


def pyhanko_status(data: bytes, authority: Path):
    reader = PdfFileReader(io.BytesIO(data))
    (signature,) = reader.embedded_signatures
    # Judged at the claimed time, so that the result does not age with the
    # certificates; demonstration authorities publish no revocation lists.
    def context() -> ValidationContext:
        return ValidationContext(
            trust_roots=[load_cert_from_pemder(str(authority))],
            allow_fetching=False,
            revocation_mode="soft-fail",
            moment=signature.self_reported_timestamp,
        )

    status = validate_pdf_signature(
        signature, signer_validation_context=context(), ts_validation_context=context()
    )
    return signature, status


def check_signature(signed: Path, authority: Path) -> None:
    _, output = run("pdfsig", "-nocert", str(signed))
    check("pdfsig: the signature is valid", "Signature Validation: Signature is Valid." in output, output)
    check("pdfsig: total document signed", "Total document signed" in output, output)
    check("pdfsig: one signature", output.count("Signature #") == 1, output)

    signature, status = pyhanko_status(signed.read_bytes(), authority)
    check("pyHanko: intact and valid", status.intact and status.valid)
    check("pyHanko: trusted", status.trusted, status.trust_problem_indic)
    check("pyHanko: whole file", status.coverage == SignatureCoverageLevel.ENTIRE_FILE, status.coverage)
    check("pyHanko: untouched since", status.modification_level == ModificationLevel.NONE, status.modification_level)
    check("pyHanko: certified, DocMDP kept", signature.docmdp_level is not None and status.docmdp_ok)
    stamp = status.timestamp_validity
    if stamp is None:
        print("note the signature carries no time-stamp")
    else:
        check("pyHanko: time-stamp valid and trusted", stamp.valid and stamp.intact and stamp.trusted)


def check_tampering(signed: Path, authority: Path) -> None:
    data = bytearray(signed.read_bytes())
    # The last digit of the document identifier: the file stays readable.
    last = data.rindex(b">]", 0, data.rindex(b"startxref")) - 1
    data[last] = ord("1") if data[last] == ord("0") else ord("0")
    _, status = pyhanko_status(bytes(data), authority)
    check("pyHanko refuses a changed byte", not status.intact)
    with tempfile.NamedTemporaryFile(suffix=".pdf") as changed:
        changed.write(data)
        changed.flush()
        _, output = run("pdfsig", "-nocert", changed.name)
    check("pdfsig refuses a changed byte", "Digest Mismatch" in output, output)


def main() -> int:
    if len(sys.argv) != 4:
        print(__doc__, file=sys.stderr)
        return 2
    unsigned, signed, authority = map(Path, sys.argv[1:])
    check_standards("unsigned", unsigned)
    check_standards("signed", signed)
    check_text(unsigned, signed)
    check("the signed file begins with the unsigned one", signed.read_bytes().startswith(unsigned.read_bytes()))
    check_signature(signed, authority)
    check_tampering(signed, authority)
    return closing()


if __name__ == "__main__":
    sys.exit(main())
