// Sends chosen files at once, with the rest of the form, and shows how far they are. Without scripts the form's own
// button does the same. What the server answers takes the place of the page's main part.
export function attach(field: HTMLElement, begin: (root: ParentNode) => void): void {
  const input = field.querySelector<HTMLInputElement>("input[type=file]");
  const told = field.querySelector<HTMLElement>("[data-told]");
  const bar = field.querySelector<HTMLProgressElement>("[data-bar]");
  const form = input?.form;
  if (!input || !told || !bar || !form) return;
  field.querySelector<HTMLElement>("[data-plain]")?.setAttribute("hidden", "");
  const failed = (): void => {
    bar.hidden = true;
    told.hidden = false;
    told.textContent = field.dataset.failed ?? "";
    input.value = "";
    input.disabled = false;
  };
  const send = (): void => {
    if (!input.files?.length) return;
    const body = new FormData(form);
    body.append("add", input.id);
    const ask = new XMLHttpRequest();
    ask.open("POST", form.action);
    ask.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      const percent = Math.floor((event.loaded / event.total) * 100);
      bar.value = percent;
      const words = percent < 100 ? field.dataset.sending : field.dataset.looking;
      // Said in steps, so that nobody is read every number.
      if (percent % 25 === 0) told.textContent = (words ?? "").replace("#", String(percent));
    });
    ask.addEventListener("error", failed);
    ask.addEventListener("abort", failed);
    ask.addEventListener("load", () => {
      const main = document.querySelector("main");
      const next = new DOMParser().parseFromString(ask.responseText, "text/html").querySelector("main");
      if (![200, 422].includes(ask.status) || !main || !next) return failed();
      main.replaceWith(next);
      begin(next);
      document.getElementById(input.id)?.focus();
    });
    bar.hidden = false;
    told.hidden = false;
    told.textContent = (field.dataset.sending ?? "").replace("#", "0");
    ask.send(body);
    input.disabled = true;
  };
  input.addEventListener("change", send);
  field.addEventListener("drop", () => window.setTimeout(send, 0));
}
