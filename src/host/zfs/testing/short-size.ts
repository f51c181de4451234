const units = ['B', 'K', 'M', 'G', 'T', 'P', 'E']

/** A size as ZFS shortens it to five characters; what the text output can at best be compared with. */
export function shortSize(bytes: number): string {
  let step = 0
  let whole = bytes
  while (whole >= 1024 && step < units.length - 1) {
    whole = Math.floor(whole / 1024)
    step++
  }
  const unit = units[step] ?? ''
  const scale = 1024 ** step
  if (bytes % scale === 0) return `${bytes / scale}${unit}`
  for (const digits of [2, 1, 0]) {
    const text = `${(bytes / scale).toFixed(digits)}${unit}`
    if (text.length <= 5 || digits === 0) return text
  }
  return `${bytes}B`
}
