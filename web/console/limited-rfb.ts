import RFB from '@novnc/novnc'

/** Beyond this browsers have no canvas, and the memory for one is a guest's to ask for. */
export const longestSidePixels = 16_384

/** noVNC's client, which takes no larger picture than can be drawn, however large the guest says its screen is. */
export class LimitedRfb extends RFB {
  onTooLarge: ((width: number, height: number) => void) | undefined

  protected override _resize(width: number, height: number): void {
    if (width <= longestSidePixels && height <= longestSidePixels) {
      super._resize(width, height)
      return
    }
    // Not at once: whoever calls it goes on with what follows a new size.
    queueMicrotask(() => {
      this.disconnect()
      this.onTooLarge?.(width, height)
    })
  }
}
