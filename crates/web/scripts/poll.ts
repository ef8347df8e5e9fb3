// Looks whether something moved and goes there. Asks less and less often, and only while the page is seen.
interface Moved {
  done: boolean;
  href?: string;
}

export function poll(place: HTMLElement): void {
  const target = place.dataset.poll;
  if (!target) return;
  let pause = 2_000;
  const ask = async (): Promise<void> => {
    if (!document.hidden) {
      try {
        const answer = await fetch(target, { headers: { accept: "application/json" } });
        const moved = answer.ok ? ((await answer.json()) as Moved) : { done: false };
        if (moved.done) {
          if (moved.href?.startsWith("/")) location.assign(moved.href);
          else location.reload();
          return;
        }
      } catch {
        // Away for a moment; asked again below.
      }
    }
    pause = Math.min(pause * 1.4, 30_000);
    window.setTimeout(() => void ask(), pause);
  };
  window.setTimeout(() => void ask(), pause);
}
