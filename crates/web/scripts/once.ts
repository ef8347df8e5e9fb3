// A second press within two seconds is a slip of the hand, not a second application.
export function once(button: HTMLButtonElement): void {
  let last = -Infinity;
  button.addEventListener("click", (event) => {
    if (event.timeStamp - last < 2_000) event.preventDefault();
    last = event.timeStamp;
  });
}
