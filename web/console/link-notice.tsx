import { ProblemList } from '../components/problem-list.tsx'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import type { LinkState } from './console-link.ts'
import styles from './link-notice.module.css'

/** Whatever there is to say about a screen that is not open, and what can be done about it. */
export function LinkNotice({ link, again }: { readonly link: LinkState; readonly again: () => void }) {
  const { say } = useWords()
  switch (link.state) {
    case 'open':
      return null
    case 'connecting':
      return <p className={styles.wait}>{say('console.connecting')}</p>
    case 'lost':
      return <Notice look="look">{say('console.lost')}</Notice>
    case 'taken':
      return (
        <Notice look="look">
          <div className={styles.row}>
            {say('console.taken')}
            <Button onClick={again}>{say('console.takeBack')}</Button>
          </div>
        </Notice>
      )
    case 'stuck':
      return (
        <Notice look="look">
          <div className={styles.row}>
            {say('console.stuck')}
            <Button onClick={again}>{say('console.again')}</Button>
          </div>
        </Notice>
      )
    case 'refused':
      return (
        <>
          <ProblemList problems={link.problems} />
          <div>
            <Button onClick={again}>{say('console.again')}</Button>
          </div>
        </>
      )
  }
}
