const drawings = {
  overview: 'M3 10.5 10 4l7 6.5V17H3z',
  vms: 'M3 4h14v9H3zM7 17h6',
  settings: 'M3 6h7M14 6h3M12 4v4M3 14h3M10 14h7M8 12v4',
  jobs: 'M4 5h2M4 10h2M4 15h2M9 5h7M9 10h7M9 15h7',
} as const

/** Beside the word on a phone, where words are small; never instead of it. */
export function NavIcon({ name }: { readonly name: keyof typeof drawings }) {
  return (
    <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
      <path
        d={drawings[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
