import { useId, useState } from 'react'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { Modal } from '../ui/modal.tsx'
import { Notice } from '../ui/notice.tsx'
import { keep } from './kept.ts'
import { layouts, type Layout } from './key-tables.ts'
import styles from './text-dialog.module.css'
import { typeText, type Stroke } from './type-text.ts'

const keptLayout = keep('kiste-console-layout', layouts)

const layoutNames = { de: 'console.layout.de', us: 'console.layout.us' } as const

/** Text for a guest that shows a picture: typed key by key, or laid into its clipboard where it has one. */
export function TextDialog({
  onType,
  onClipboard,
  onClose,
}: {
  readonly onType: (strokes: readonly Stroke[]) => void
  readonly onClipboard: (text: string) => void
  readonly onClose: () => void
}) {
  const { say, list } = useWords()
  const id = useId()
  const [text, setText] = useState('')
  const [layout, setLayout] = useState<Layout>(keptLayout.read)
  const typed = typeText(text, layout)
  const type = () => {
    if (!('strokes' in typed)) return
    keptLayout.write(layout)
    onType(typed.strokes)
    onClose()
  }
  const lay = () => {
    onClipboard(text)
    onClose()
  }
  return (
    <Modal
      open
      onClose={onClose}
      title={say('console.send')}
      foot={
        <>
          <Button onClick={onClose}>{say('dialog.cancel')}</Button>
          <Button disabled={text === ''} onClick={lay}>
            {say('console.lay')}
          </Button>
          <Button look="main" disabled={text === '' || 'unknown' in typed} onClick={type}>
            {say('console.type')}
          </Button>
        </>
      }
    >
      <div className={styles.field}>
        <label htmlFor={`${id}-text`}>{say('console.sendText')}</label>
        <textarea
          id={`${id}-text`}
          rows={4}
          value={text}
          onChange={({ target }) => setText(target.value)}
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
        />
      </div>
      <div className={styles.field}>
        <label htmlFor={`${id}-layout`}>{say('console.layout')}</label>
        <select
          id={`${id}-layout`}
          value={layout}
          onChange={({ target }) => setLayout(layouts.find((one) => one === target.value) ?? layout)}
        >
          {layouts.map((one) => (
            <option key={one} value={one}>
              {say(layoutNames[one])}
            </option>
          ))}
        </select>
      </div>
      {'unknown' in typed && (
        <Notice look="look">{say('console.unknown', { characters: list(typed.unknown.map(shown)) })}</Notice>
      )}
      <p className={styles.hint}>{say('console.sendMeans')}</p>
    </Modal>
  )
}

/** A character that has no shape of its own is named by its number. */
function shown(character: string): string {
  const point = character.codePointAt(0) ?? 0
  if (!/^[\p{C}\p{Z}]$/u.test(character)) return character
  return `U+${point.toString(16).toUpperCase().padStart(4, '0')}`
}
