import { useRef, useState } from 'react'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import styles from './drop-zone.module.css'

/** Where a file is dropped, or chosen. */
export function DropZone({ onFile }: { readonly onFile: (file: File) => void }) {
  const { say } = useWords()
  const input = useRef<HTMLInputElement>(null)
  const [isOver, setOver] = useState(false)
  const take = (files: FileList | null) => {
    const file = files?.[0]
    if (file) onFile(file)
  }
  return (
    <div
      className={`${styles.zone} ${isOver ? styles.over : ''}`}
      role="group"
      aria-label={say('upload.zone')}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        take(event.dataTransfer.files)
      }}
    >
      <div>
        <b>{say('upload.zone')}</b>
        <p>{say('upload.zoneMeans')}</p>
      </div>
      <Button look="main" onClick={() => input.current?.click()}>
        {say('upload.choose')}
      </Button>
      <input
        ref={input}
        type="file"
        className={styles.input}
        tabIndex={-1}
        aria-label={say('upload.choose')}
        onChange={({ target }) => {
          take(target.files)
          // The same file may be chosen again.
          target.value = ''
        }}
      />
    </div>
  )
}
