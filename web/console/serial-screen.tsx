import { FitAddon } from '@xterm/addon-fit'
import { Terminal } from '@xterm/xterm'
import '@xterm/xterm/css/xterm.css'
import { useEffect, useRef, useState } from 'react'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { Check } from '../ui/check.tsx'
import { ConsoleFrame, type ScreenChoice } from './console-frame.tsx'
import styles from './console-frame.module.css'
import { keep } from './kept.ts'
import { LinkNotice } from './link-notice.tsx'
import type { SocketChannel } from './open-channel.ts'
import { terminalColours } from './terminal-colours.ts'
import { useLink } from './use-link.ts'

const readAloud = keep('kiste-console-aloud', ['no', 'yes'])

/** The serial console: text, which can be copied, scrolled back and read aloud. */
export function SerialScreen({ vm, choice }: { readonly vm: string; readonly choice: ScreenChoice }) {
  const { say } = useWords()
  const host = useRef<HTMLDivElement>(null)
  const terminal = useRef<Terminal>(undefined)
  const [hasSelection, setHasSelection] = useState(false)
  const [isAloud, setAloud] = useState(() => readAloud.read() === 'yes')
  const { link, again } = useLink(vm, 'serial', (channel) => {
    if (terminal.current) join(terminal.current, channel)
  })
  const label = say('console.textOf', { name: vm })

  useEffect(() => {
    const place = host.current
    if (!place) return
    const made = makeTerminal(place)
    terminal.current = made.terminal
    made.terminal.onSelectionChange(() => setHasSelection(made.terminal.hasSelection()))
    return made.end
  }, [])
  useEffect(() => {
    if (terminal.current) terminal.current.options.screenReaderMode = isAloud
    readAloud.write(isAloud ? 'yes' : 'no')
  }, [isAloud])
  useEffect(() => terminal.current?.textarea?.setAttribute('aria-label', label), [label])

  return (
    <ConsoleFrame
      choice={choice}
      tools={
        <>
          <Button
            disabled={!hasSelection || !('clipboard' in navigator)}
            onClick={() => copySelection(terminal.current)}
          >
            {say('console.copy')}
          </Button>
          <Check label={say('console.aloud')} checked={isAloud} onChange={setAloud} />
        </>
      }
      notices={<LinkNotice link={link} again={again} />}
    >
      <div ref={host} className={`${styles.host} ${styles.text}`} />
    </ConsoleFrame>
  )
}

function makeTerminal(place: HTMLElement): { readonly terminal: Terminal; readonly end: () => void } {
  const terminal = new Terminal({
    fontFamily: getComputedStyle(place).getPropertyValue('--mono'),
    fontSize: 14,
    scrollback: 5_000,
    theme: terminalColours,
    // Whatever colours a guest puts together, they can be told apart.
    minimumContrastRatio: 4.5,
  })
  const fit = new FitAddon()
  terminal.loadAddon(fit)
  terminal.open(place)
  terminal.attachCustomKeyEventHandler((event) => {
    if (!event.ctrlKey || !event.shiftKey || event.code !== 'KeyC' || !terminal.hasSelection()) return true
    // Without Shift it is the guest's, for which it ends what runs.
    event.preventDefault()
    if (event.type === 'keydown') copySelection(terminal)
    return false
  })
  const sizes = new ResizeObserver(() => fit.fit())
  sizes.observe(place)
  return {
    terminal,
    end: () => {
      sizes.disconnect()
      terminal.dispose()
    },
  }
}

function join(terminal: Terminal, { socket }: SocketChannel): void {
  const encoder = new TextEncoder()
  socket.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) =>
    terminal.write(new Uint8Array(data)),
  )
  const typing = [
    terminal.onData((text) => socket.send(encoder.encode(text))),
    terminal.onBinary((bytes) => socket.send(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)))),
  ]
  socket.addEventListener('close', () => {
    for (const one of typing) one.dispose()
  })
  // Whoever is at a button stays there.
  if (document.activeElement === document.body) terminal.focus()
}

function copySelection(terminal: Terminal | undefined): void {
  if (terminal?.hasSelection() !== true) return
  // A browser that does not want to has left the text marked, and it can be copied by hand.
  navigator.clipboard.writeText(terminal.getSelection()).catch(() => undefined)
}
