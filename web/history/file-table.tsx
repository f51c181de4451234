import { Link } from 'wouter'
import type { MessageKey } from '../messages/message.ts'
import { useWords } from '../messages/use-words.tsx'
import { inFolder } from './guest-folder.ts'
import styles from './snapshot-files.module.css'
import type { Answer } from '../api/answers.ts'

type Entry = Answer<'lookInSnapshot'>['entries'][number]

const typeWords: Readonly<Record<Entry['type'], MessageKey>> = {
  folder: 'files.folder',
  file: 'files.file',
  link: 'files.link',
  other: 'files.other',
}

/** What is in a folder: folders lead on, files are taken out by their name. */
export function FileTable({
  entries,
  folder,
  placeOf,
  fileHref,
}: {
  readonly entries: readonly Entry[]
  readonly folder: string
  readonly placeOf: (path: string) => string
  readonly fileHref: (path: string) => string
}) {
  const { say, bytes, dateTime } = useWords()
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{say('files.column.name')}</th>
          <th scope="col" className={styles.wide}>
            {say('files.column.type')}
          </th>
          <th scope="col" className={styles.number}>
            {say('files.column.size')}
          </th>
          <th scope="col" className={styles.wide}>
            {say('files.column.changed')}
          </th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => {
          const path = inFolder(folder, entry.name)
          return (
            <tr key={entry.name}>
              <td className={styles.name}>
                {entry.type === 'folder' ? (
                  <Link href={placeOf(path)}>{entry.name}/</Link>
                ) : entry.type === 'file' ? (
                  <a
                    href={fileHref(path)}
                    download={entry.name}
                    aria-label={say('files.download', { name: entry.name })}
                  >
                    {entry.name}
                  </a>
                ) : (
                  <span>{entry.name}</span>
                )}
                {entry.target !== undefined && <span className={styles.soft}> → {entry.target}</span>}
              </td>
              <td className={`${styles.wide} ${styles.soft}`}>{say(typeWords[entry.type])}</td>
              <td className={styles.number}>{entry.type === 'file' ? bytes(entry.sizeBytes) : ''}</td>
              <td className={`${styles.wide} ${styles.soft}`}>{dateTime(entry.modifiedAt)}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
