"""Draws the HTML on standard input with WeasyPrint and prints the CPU milliseconds one drawing took.

Usage: page.py COUNT < page.html. The first drawing, which loads the fonts, is not counted.
Ends with 3 where WeasyPrint is not installed.
"""

import sys
import time

try:
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration
except (ImportError, OSError) as fault:
    print(f"the package weasyprint cannot be loaded: {fault}", file=sys.stderr)
    sys.exit(3)


def main() -> None:
    count = int(sys.argv[1])
    page = sys.stdin.read()
    fonts = FontConfiguration()

    def draw() -> None:
        HTML(string=page).write_pdf(font_config=fonts, pdf_variant="pdf/a-2u")

    draw()
    start = time.process_time()
    for _ in range(count):
        draw()
    print((time.process_time() - start) * 1000 / count)


main()
