import { Link } from 'wouter'
import { isAllowed } from '../../src/domain/vm.ts'
import type { Vm } from '../api/answers.ts'
import { useMay } from '../api/session.ts'
import { paths } from '../components/paths.ts'
import { ReadProblems } from '../components/unread.tsx'
import { useWords } from '../messages/use-words.tsx'
import { buttonClass } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { BlobImage } from './blob-image.tsx'
import { isLasting } from './is-lasting.ts'
import styles from './screen-card.module.css'
import { ScreenshotButton } from './screenshot-button.tsx'
import { useScreenshot } from './use-screenshot.ts'

const widthPx = 720

/** What a VM's screen shows, on its summary; nothing for whoever may not see it, of one that is off, and of one that has none. */
export function ScreenCard({ vm }: { readonly vm: Vm }) {
  const may = useMay()
  if (!may('operate') || !isAllowed('console', vm.status.state)) return null
  return <Screen vm={vm} />
}

function Screen({ vm }: { readonly vm: Vm }) {
  const { say } = useWords()
  const read = useScreenshot(vm, widthPx)
  const { data, error } = read
  if (isLasting(error)) return null
  return (
    <Card title={say('console.picture')}>
      {error ? (
        <ReadProblems reads={[read]} />
      ) : (
        <div className={styles.frame} aria-busy={!data}>
          {!data ? (
            <span className={styles.wait}>{say('screenshot.wait')}</span>
          ) : (
            <BlobImage
              blob={data}
              className={styles.picture}
              alt={say('console.pictureOf', { name: vm.name })}
            />
          )}
        </div>
      )}
      <div className={styles.foot}>
        <Link className={buttonClass()} href={`${paths.vm(vm.name, 'console')}?screen=vnc`}>
          {say('screenshot.open')}
        </Link>
        <ScreenshotButton vm={vm.name} isDisabled={!data || error !== null} />
      </div>
    </Card>
  )
}
