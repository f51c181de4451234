import { Preferences } from '../components/preferences.tsx'
import { useWords } from '../messages/use-words.tsx'
import { PicturesCheck } from '../screenshots/pictures-check.tsx'
import { Card } from '../ui/card.tsx'
import styles from './settings.module.css'

/** The language and the light of the page. */
export function LooksCard() {
  const { say } = useWords()
  return (
    <Card title={say('looks.title')}>
      <div className={styles.stack}>
        <p className={styles.soft}>{say('looks.means')}</p>
        <Preferences isFramed />
        <PicturesCheck />
      </div>
    </Card>
  )
}
