import { useRef, type KeyboardEvent, type ReactNode } from 'react'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import styles from './console-frame.module.css'
import { isLeaveKey } from './leave-key.ts'
import type { ScreenKind } from './open-channel.ts'
import { useFullScreen } from './use-full-screen.ts'

/** Which of the two screens is shown, and how to choose the other. */
export interface ScreenChoice {
  readonly chosen: ScreenKind
  readonly choose: (screen: ScreenKind) => void
}

const screens = [
  ['serial', 'console.text'],
  ['vnc', 'console.picture'],
] as const

/** What is the same around both screens: what can be done above, what there is to know, and the way out by keyboard. */
export function ConsoleFrame({
  choice: { chosen, choose },
  tools,
  notices,
  onLeave,
  children,
}: {
  readonly choice: ScreenChoice
  readonly tools: ReactNode
  readonly notices: ReactNode
  /** The focus goes from the guest back to the page. */
  readonly onLeave?: () => void
  readonly children: ReactNode
}) {
  const { say } = useWords()
  const { isFull, toggle } = useFullScreen()
  const first = useRef<HTMLButtonElement>(null)
  const leave = (event: KeyboardEvent) => {
    if (!isLeaveKey(event)) return
    event.preventDefault()
    event.stopPropagation()
    first.current?.focus()
    onLeave?.()
  }
  return (
    <section className={`${styles.frame} ${isFull ? styles.full : ''}`} aria-label={say('vm.tab.console')}>
      <div className={styles.tools}>
        <div className={styles.choice} role="group" aria-label={say('console.which')}>
          {screens.map(([screen, label]) => (
            <Button
              key={screen}
              ref={screen === chosen ? first : null}
              aria-pressed={screen === chosen}
              onClick={() => choose(screen)}
            >
              {say(label)}
            </Button>
          ))}
        </div>
        {tools}
        <Button className={styles.last ?? ''} onClick={toggle}>
          {isFull ? say('console.notFull') : say('console.full')}
        </Button>
      </div>
      <div role="status" className={styles.notices}>
        {notices}
      </div>
      <div className={styles.screen} onKeyDownCapture={leave}>
        {children}
      </div>
      <p className={styles.hint}>
        {say('console.leave')} {say(chosen === 'serial' ? 'console.wake' : 'console.readable')}
      </p>
    </section>
  )
}
