const drawings = {
  overview: 'M3 10.5 10 4l7 6.5V17H3z',
  vms: 'M3 4h14v9H3zM7 17h6',
  images: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M10 8.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3',
  networks: 'M8 3h4v4H8zM3 13h4v4H3zM13 13h4v4h-4zM10 7v3M5 13v-3h10v3',
  bin: 'M4 6h12M8 6V4h4v2M5.5 6l.8 10h7.4l.8-10',
  pools: 'M3 4h14v5H3zM3 11h14v5H3zM6 6.5h.01M6 13.5h.01',
  settings: 'M3 6h7M14 6h3M12 4v4M3 14h3M10 14h7M8 12v4',
  jobs: 'M4 5h2M4 10h2M4 15h2M9 5h7M9 10h7M9 15h7',
  host: 'M4 3h12v5H4zM4 12h12v5H4zM7 5.5h.01M7 14.5h.01M10 8v4',
  more: 'M5 10h.01M10 10h.01M15 10h.01',
} as const

export type NavIconName = keyof typeof drawings

/** Beside the word on a phone, where words are small; never instead of it. */
export function NavIcon({ name }: { readonly name: NavIconName }) {
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
