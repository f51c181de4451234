import { whyNotSides, type Decoded } from './picture.ts'

/** No header is longer, unless it is full of remarks. */
const longestHeaderBytes = 1024
const header = /^P6(?:\s|#[^\n]*\n)+(\d{1,9})(?:\s|#[^\n]*\n)+(\d{1,9})(?:\s|#[^\n]*\n)+(\d{1,9})\s/

/** A portable pixmap (P6), as QEMU and libvirt write screens. One that lies about its size is refused. */
export function decodePpm(bytes: Uint8Array): Decoded {
  // Bytes as characters, one each: a header is ASCII, and what follows it is not looked at.
  const text = String.fromCharCode(...bytes.subarray(0, longestHeaderBytes))
  const match = header.exec(text)
  if (!match) return { wrong: 'is no portable pixmap (P6)' }
  const [whole, widthPx, heightPx, most] = [match[0], Number(match[1]), Number(match[2]), Number(match[3])]
  const wrong = whyNotSides(widthPx, heightPx)
  if (wrong !== undefined) return { wrong }
  if (most !== 255) return { wrong: `has colours up to ${most}, and not up to 255` }
  const rgb = bytes.subarray(whole.length)
  const expectedBytes = widthPx * heightPx * 3
  if (rgb.length !== expectedBytes)
    return { wrong: `has ${rgb.length} bytes of pixels, and says that it has ${expectedBytes}` }
  return { picture: { widthPx, heightPx, rgb } }
}
