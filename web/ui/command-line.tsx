import { useState } from 'react'
import { Button } from './button.tsx'
import styles from './command-line.module.css'

/** A command to type, and a button that copies it. */
export function CommandLine({
  command,
  copy,
  copied,
}: {
  readonly command: string
  readonly copy: string
  readonly copied: string
}) {
  const [isCopied, setCopied] = useState(false)
  // Over plain HTTP there is no clipboard; the text can be marked all the same.
  const canCopy = 'clipboard' in navigator
  const copyIt = () => {
    navigator.clipboard.writeText(command).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  }
  return (
    <div className={styles.line}>
      <code>{command}</code>
      {canCopy && (
        <Button look="quiet" onClick={copyIt} onBlur={() => setCopied(false)}>
          {isCopied ? copied : copy}
        </Button>
      )}
    </div>
  )
}
