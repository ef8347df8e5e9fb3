// Lets a file be dropped on its field; choosing it by hand stays as it was.
export function fileDrop(field: HTMLElement): void {
  const input = field.querySelector<HTMLInputElement>("input[type=file]");
  const place = field.querySelector<HTMLElement>(".drop-place");
  if (!input || !place) return;
  for (const kind of ["dragenter", "dragover"]) {
    place.addEventListener(kind, (event) => {
      event.preventDefault();
      place.classList.add("drop-over");
    });
  }
  for (const kind of ["dragleave", "drop"]) place.addEventListener(kind, () => place.classList.remove("drop-over"));
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    const files = event.dataTransfer?.files;
    if (files?.length) input.files = files;
  });
}
