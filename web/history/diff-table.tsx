import type { MessageKey } from '../messages/message.ts'
import { useWords } from '../messages/use-words.tsx'
import layout from '../components/layout.module.css'
import styles from './snapshot-files.module.css'
import type { Answer } from '../api/answers.ts'

type Diff = Answer<'diffSnapshots'>
type Change = Diff['files'][number]['change']
type DiskChange = Diff['disks'][number]['change']

const changeWords: Readonly<Record<Change, { readonly mark: string; readonly word: MessageKey }>> = {
  added: { mark: '+', word: 'diff.added' },
  removed: { mark: '−', word: 'diff.removed' },
  changed: { mark: '~', word: 'diff.changed' },
}

const diskWords: Readonly<Record<DiskChange, MessageKey>> = {
  same: 'diff.disk.same',
  written: 'diff.disk.written',
  added: 'diff.disk.added',
  removed: 'diff.disk.removed',
  unknown: 'diff.disk.unknown',
}

/** What became of the disks, and of each file. */
export function DiffTable({ diff }: { readonly diff: Diff }) {
  const { say, bytes } = useWords()
  return (
    <>
      <ul className={styles.systems}>
        {diff.disks.map(({ disk, change, writtenBytes }) => (
          <li key={disk}>
            {say('diff.disk', { disk })} {say(diskWords[change])}
            {writtenBytes !== undefined &&
              writtenBytes > 0 &&
              ` (${say('diff.atMost', { size: bytes(writtenBytes) })})`}
          </li>
        ))}
      </ul>
      {diff.files.length === 0 ? (
        <p className={layout.soft}>{say('diff.same')}</p>
      ) : (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{say('diff.column.change')}</th>
              <th scope="col">{say('files.column.name')}</th>
              <th scope="col" className={styles.number}>
                {say('files.column.size')}
              </th>
            </tr>
          </thead>
          <tbody>
            {diff.files.map((file) => {
              const { mark, word } = changeWords[file.change]
              return (
                <tr key={`${file.change} ${file.path}`}>
                  <td className={styles.mark}>
                    <span aria-hidden="true">{mark} </span>
                    {say(word)}
                  </td>
                  <td className={styles.name}>{file.path}</td>
                  <td className={styles.number}>{file.type === 'file' ? bytes(file.sizeBytes) : ''}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      )}
    </>
  )
}
