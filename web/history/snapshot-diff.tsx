import { useLocation } from 'wouter'
import type { History, Snapshot } from '../../src/domain/snapshot.ts'
import { isOff } from '../../src/domain/vm.ts'
import { useSnapshotDiff } from '../api/queries.ts'
import { useMay } from '../api/session.ts'
import layout from '../components/layout.module.css'
import { Loading } from '../components/loading.tsx'
import { paths } from '../components/paths.ts'
import { ReadProblems } from '../components/unread.tsx'
import { commandOf } from '../forms/command-of.ts'
import { useWords } from '../messages/use-words.tsx'
import { Card } from '../ui/card.tsx'
import { CommandLine } from '../ui/command-line.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { TextField } from '../ui/text-field.tsx'
import { DiffTable } from './diff-table.tsx'
import { nowPlace } from './history-tree.tsx'
import { PlaceHead } from './place-head.tsx'
import { usePointName } from './use-point-name.ts'
import styles from './snapshot-files.module.css'
import type { Vm } from '../api/answers.ts'

/** What came, went and changed between a point and another one, or now. */
export function SnapshotDiff({
  vm,
  history,
  snapshot,
  to,
  path,
}: {
  readonly vm: Vm
  readonly history: History
  readonly snapshot: Snapshot
  readonly to: string
  readonly path: string
}) {
  const { say, number } = useWords()
  const [, navigate] = useLocation()
  const pointName = usePointName()
  const may = useMay()
  const other = to === nowPlace ? undefined : to
  const canReadNow = isOff(vm.status.state)
  const isAsked = may('operate') && (other !== undefined || canReadNow)
  const diff = useSnapshotDiff(vm.name, snapshot, { path, to: other }, isAsked)
  const choose = (next: { readonly to?: string; readonly files?: string }) =>
    navigate(paths.point(vm.name, { at: snapshot.id, files: path, to, ...next }), { replace: true })
  return (
    <div className={layout.stack}>
      <PlaceHead vm={vm.name} snapshot={snapshot} title={say('diff.title', { point: pointName(snapshot) })} />
      <div className={styles.form}>
        <SelectField
          label={say('diff.to')}
          value={to}
          onChange={({ target }) => choose({ to: target.value })}
        >
          <option value={nowPlace}>{say('history.now')}</option>
          {history.snapshots
            .filter(({ id }) => id !== snapshot.id)
            .toReversed()
            .map((each) => (
              <option key={each.id} value={each.id}>
                {pointName(each)}
              </option>
            ))}
        </SelectField>
        <FolderField key={path} path={path} onChoose={(files) => choose({ files })} />
      </div>
      {other === undefined && !canReadNow && <p className={layout.soft}>{say('diff.nowOff')}</p>}
      {!may('operate') && <p className={layout.soft}>{say('history.mayOnlyLook')}</p>}
      <ReadProblems reads={[diff]} />
      {diff.isLoading && (
        <>
          <Loading />
          <p className={layout.soft}>{say('files.opening')}</p>
        </>
      )}
      {diff.data && (
        <Card
          title={say('diff.counts', {
            added: diff.data.added,
            removed: diff.data.removed,
            changed: diff.data.changed,
          })}
        >
          <DiffTable diff={diff.data} />
          {diff.data.added + diff.data.removed + diff.data.changed > diff.data.files.length && (
            <p className={layout.soft}>
              {say('files.more', {
                shown: number(diff.data.files.length),
                all: number(diff.data.added + diff.data.removed + diff.data.changed),
              })}
            </p>
          )}
          <p className={`${layout.small} ${layout.soft}`}>{say('diff.means')}</p>
        </Card>
      )}
      <CommandLine
        command={commandOf(
          'kiste snapshot diff',
          vm.name,
          snapshot.id,
          other,
          path !== '/' && (['--path', path] as const),
        )}
        copy={say('command.copy')}
        copied={say('command.copied')}
      />
    </div>
  )
}

function FolderField({
  path,
  onChoose,
}: {
  readonly path: string
  readonly onChoose: (path: string) => void
}) {
  const { say } = useWords()
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        const typed = new FormData(event.currentTarget).get('folder')
        if (typeof typed === 'string' && typed !== '') onChoose(typed)
      }}
    >
      <TextField
        label={say('diff.folder')}
        name="folder"
        defaultValue={path}
        spellCheck={false}
        autoCapitalize="none"
      />
    </form>
  )
}
