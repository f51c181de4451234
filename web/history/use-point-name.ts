import type { Snapshot } from '../../src/domain/snapshot.ts'
import { useWords } from '../messages/use-words.tsx'
import { pointTitle } from './point-title.ts'

/** Says what a point is called. */
export function usePointName(): (snapshot: Snapshot) => string {
  const { say, dateTime } = useWords()
  return (snapshot) => {
    const title = pointTitle(snapshot)
    switch (title.is) {
      case 'text':
        return title.text
      case 'time':
        return dateTime(title.at)
      case 'left':
        return say('history.asLeft', { branch: snapshot.branch })
    }
  }
}
