/** As a `ref`: what has it gets the focus when it appears. For the one thing that somebody came for, and for nothing else. */
export function focusAtOnce(element: HTMLElement | null): void {
  element?.focus()
}
