// Small conveniences on pages that work without any of them. Nothing here decides anything.
import { ErrorSummary, SkipLink } from "govuk-frontend";
import { attach } from "./attach";
import { autosave } from "./autosave";
import { count } from "./count";
import { fileDrop } from "./file-drop";
import { once } from "./once";
import { poll } from "./poll";

function begin(root: ParentNode): void {
  const each = <E extends Element>(selector: string, start: (element: E) => void): void =>
    root.querySelectorAll<E>(selector).forEach(start);

  // The two behaviours tested with disabled users: focus on what went wrong, and a skip link that really skips.
  each("[data-error-summary]", (element) => void new ErrorSummary(element));
  each(".skip", (element) => void new SkipLink(element));

  each("textarea[data-most]", count);
  each("form[data-autosave]", autosave);
  each("[data-poll]", poll);
  each("[data-file-drop]", fileDrop);
  each<HTMLElement>("[data-attach]", (field) => attach(field, begin));
  each("button[data-once]", once);
}

document.body.classList.add("govuk-frontend-supported");
begin(document);
