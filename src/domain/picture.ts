/** A picture as it is drawn: three bytes a pixel (red, green, blue), row by row from the top. */
export interface Picture {
  readonly widthPx: number
  readonly heightPx: number
  readonly rgb: Uint8Array
}

/** What a file turned out to be, or why it is no picture; the reason completes "the picture …". */
export type Decoded = { readonly picture: Picture } | { readonly wrong: string }

/**
 * The largest picture that is worked with, somewhat more than a screen of 5120 × 2880 has: what is larger would hold up all else for a
 * second, and mostly is a lie.
 */
export const maxPicturePixels = 2 ** 24

/** Whether these can be the sides of a picture; undefined if so, else why not. */
export function whyNotSides(widthPx: number, heightPx: number): string | undefined {
  if (widthPx < 1 || heightPx < 1) return 'says that it has no pixels'
  if (widthPx * heightPx > maxPicturePixels)
    return `says that it is ${widthPx} × ${heightPx} pixels large, which is too much`
  return undefined
}
