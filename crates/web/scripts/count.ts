// Characters left in a long text, told once typing rests. Counts what people count: one Chinese character is one.
export function count(area: HTMLTextAreaElement): void {
  const told = document.getElementById(`${area.id}-count`);
  const most = Number(area.dataset.most);
  if (!told || !most) return;
  told.setAttribute("aria-live", "polite");
  let resting: number | undefined;
  const tell = (): void => {
    const left = most - [...area.value].length;
    const words = left >= 0 ? told.dataset.left : told.dataset.over;
    told.textContent = (words ?? "").replace("#", String(Math.abs(left)));
    told.classList.toggle("count-over", left < 0);
  };
  area.addEventListener("input", () => {
    window.clearTimeout(resting);
    resting = window.setTimeout(tell, 500);
  });
}
