/**
 * What every answer over the net says to browsers. The page has no script and no style that does not lie in a file of its own, loads
 * nothing from anywhere else, and nobody may put it into a frame.
 */
const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    // Screens and QR codes are drawn in the page.
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
}

/** What somebody may see is not for a browser's cache or a proxy to keep. */
const apiHeaders: Readonly<Record<string, string>> = { ...pageHeaders, 'cache-control': 'no-store' }

export function headersFor(url: string): Readonly<Record<string, string>> {
  return url.startsWith('/v1/') ? apiHeaders : pageHeaders
}
