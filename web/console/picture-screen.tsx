import { useEffect, useRef, useState } from 'react'
import { useWords } from '../messages/use-words.tsx'
import { ScreenshotButton } from '../screenshots/screenshot-button.tsx'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { ConsoleFrame, type ScreenChoice } from './console-frame.tsx'
import styles from './console-frame.module.css'
import { LimitedRfb, longestSidePixels } from './limited-rfb.ts'
import { LinkNotice } from './link-notice.tsx'
import noticeStyles from './link-notice.module.css'
import { TextDialog } from './text-dialog.tsx'
import { useLink } from './use-link.ts'
import { useTyping } from './use-typing.ts'

interface Size {
  readonly width: number
  readonly height: number
}

/** The screen as a picture, with keyboard and mouse. Keys go by their place, so the guest's own layout decides what they write. */
export function PictureScreen({ vm, choice }: { readonly vm: string; readonly choice: ScreenChoice }) {
  const { say, number } = useWords()
  const host = useRef<HTMLDivElement>(null)
  const client = useRef<LimitedRfb>(undefined)
  const [desktop, setDesktop] = useState('')
  const [copied, setCopied] = useState<string>()
  const [tooLarge, setTooLarge] = useState<Size>()
  const [isAsking, setAsking] = useState(false)
  const label = say('console.pictureOf', { name: vm })
  const typing = useTyping(({ keysym, code, down }) => client.current?.sendKey(keysym, code, down))

  const { link, again } = useLink(vm, 'vnc', ({ socket }, leave) => {
    const place = host.current
    if (!place) return
    const rfb = new LimitedRfb(place, socket, { shared: true })
    client.current = rfb
    rfb.scaleViewport = true
    rfb.background = 'transparent'
    rfb.onTooLarge = (width, height) => {
      leave()
      setTooLarge({ width, height })
    }
    rfb.addEventListener('desktopname', (event) => setDesktop(detailOf(event, 'name')))
    rfb.addEventListener('clipboard', (event) => setCopied(detailOf(event, 'text')))
    const canvas = place.querySelector('canvas')
    // noVNC has it for the mouse alone.
    if (canvas) canvas.tabIndex = 0
    canvas?.setAttribute('role', 'application')
    canvas?.setAttribute('aria-label', label)
    if (document.activeElement === document.body) rfb.focus()
  })
  useEffect(() => host.current?.querySelector('canvas')?.setAttribute('aria-label', label), [label])
  const isOpen = link.state === 'open' && tooLarge === undefined
  const openAgain = () => {
    setTooLarge(undefined)
    again()
  }

  return (
    <ConsoleFrame
      choice={choice}
      onLeave={() => {
        // Its coming up again will be heard by the page, no longer by the guest.
        client.current?.sendKey(0xffe1, 'ShiftLeft', false)
        client.current?.sendKey(0xffe2, 'ShiftRight', false)
      }}
      tools={
        <>
          <Button disabled={!isOpen} onClick={() => client.current?.sendCtrlAltDel()}>
            {say('console.ctrlAltDel')}
          </Button>
          <Button disabled={!isOpen} onClick={() => setAsking(true)}>
            {say('console.send')}
          </Button>
          <ScreenshotButton vm={vm} isDisabled={!isOpen} />
          {isOpen && desktop !== '' && <span className={styles.desktop}>{desktop}</span>}
        </>
      }
      notices={
        <>
          {tooLarge === undefined ? (
            <LinkNotice link={link} again={openAgain} />
          ) : (
            <Notice look="look">
              <div className={noticeStyles.row}>
                {say('console.tooLarge', {
                  width: number(tooLarge.width),
                  height: number(tooLarge.height),
                  limit: number(longestSidePixels),
                })}
                <Button onClick={openAgain}>{say('console.again')}</Button>
              </div>
            </Notice>
          )}
          {typing.left > 0 && (
            <Notice look="look">
              <div className={noticeStyles.row}>
                {say('console.typing', { count: typing.left })}
                <Button onClick={typing.stop}>{say('console.stopTyping')}</Button>
              </div>
            </Notice>
          )}
          {copied !== undefined && (
            <Notice look="look">
              <div className={noticeStyles.row}>
                {say('console.guestCopied', { count: copied.length })}
                <Button
                  disabled={!('clipboard' in navigator)}
                  onClick={() => {
                    navigator.clipboard.writeText(copied).then(
                      () => setCopied(undefined),
                      () => undefined,
                    )
                  }}
                >
                  {say('console.takeCopied')}
                </Button>
              </div>
            </Notice>
          )}
        </>
      }
    >
      <div ref={host} className={styles.host} />
      {isAsking && (
        <TextDialog
          onType={typing.begin}
          onClipboard={(text) => client.current?.clipboardPasteFrom(text)}
          onClose={() => setAsking(false)}
        />
      )}
    </ConsoleFrame>
  )
}

/** What noVNC tells with an event. It comes from the guest, so it is text and nothing else. */
function detailOf(event: Event, key: 'name' | 'text'): string {
  const detail: unknown = event instanceof CustomEvent ? event.detail : undefined
  if (typeof detail !== 'object' || detail === null || !(key in detail)) return ''
  return String(detail[key as keyof typeof detail])
}
