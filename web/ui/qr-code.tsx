import { useEffect, useState } from 'react'
import styles from './qr-code.module.css'
import { qrPath } from './qr-path.ts'

interface Drawn {
  readonly size: number
  readonly path: string
}

/** A text for a camera, drawn here: what it says goes nowhere. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const [drawn, setDrawn] = useState<Drawn>()
  useEffect(() => {
    let isGone = false
    // Loaded when there is one to draw.
    void import('uqr').then(({ encode }) => {
      const { data, size } = encode(text, { border: 0 })
      if (!isGone) setDrawn({ size, path: qrPath(data) })
    })
    return () => {
      isGone = true
    }
  }, [text])
  return (
    <svg
      className={styles.code}
      viewBox={`0 0 ${drawn?.size ?? 1} ${drawn?.size ?? 1}`}
      shapeRendering="crispEdges"
      role="img"
      aria-label={label}
    >
      {drawn && <path d={drawn.path} />}
    </svg>
  )
}
