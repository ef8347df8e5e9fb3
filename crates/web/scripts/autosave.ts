// Keeps what is typed, a moment after typing rests, and says when. The server's clock is the one shown.
export function autosave(form: HTMLFormElement): void {
  const told = form.querySelector<HTMLElement>("[data-kept]");
  const target = form.dataset.autosave;
  if (!told || !target) return;
  let waiting: number | undefined;
  let last = "";
  const written = (): URLSearchParams => {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") fields.append(name, value);
    return fields;
  };
  const keep = async (): Promise<void> => {
    const body = written();
    const now = body.toString();
    if (now === last) return;
    try {
      const answer = await fetch(target, { method: "POST", body, headers: { accept: "application/json" } });
      if (!answer.ok) return;
      last = now;
      const { saved_at } = (await answer.json()) as { saved_at: string };
      const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Taipei" });
      told.textContent = (told.dataset.words ?? "").replace("#", clock.format(new Date(saved_at)));
    } catch {
      // No network: what is typed stays on the page, and the next pause tries again.
    }
  };
  form.addEventListener("input", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => void keep(), 2_000);
  });
}
