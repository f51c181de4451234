import { useRef } from 'react'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import styles from './drop-zone.module.css'
import { useDroppedFile } from './use-dropped-file.ts'

/** Where a file is chosen; it may be dropped anywhere on the page. */
export function DropZone({ onFile }: { readonly onFile: (file: File) => void }) {
  const { say } = useWords()
  const input = useRef<HTMLInputElement>(null)
  const isOver = useDroppedFile(onFile)
  return (
    <div className={`${styles.zone} ${isOver ? styles.over : ''}`}>
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
        // The button is what people find and press; this would be a second one of the same name.
        hidden
        onChange={({ target }) => {
          const file = target.files?.[0]
          // The same file may be chosen again.
          target.value = ''
          if (file) onFile(file)
        }}
      />
    </div>
  )
}
