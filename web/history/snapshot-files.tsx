import { Link } from 'wouter'
import { routes } from '../../src/contract/routes.ts'
import type { Snapshot } from '../../src/domain/snapshot.ts'
import { useSnapshotFolder, type GuestPlace } from '../api/queries.ts'
import { requestPath } from '../api/request-path.ts'
import { useMay } from '../api/session.ts'
import layout from '../components/layout.module.css'
import { Loading } from '../components/loading.tsx'
import { paths } from '../components/paths.ts'
import { ReadProblems } from '../components/unread.tsx'
import { shellWord } from '../components/shell-word.ts'
import { useWords } from '../messages/use-words.tsx'
import { buttonClass } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { CommandLine } from '../ui/command-line.tsx'
import { FileTable } from './file-table.tsx'
import { wayTo } from './guest-folder.ts'
import { PlaceHead } from './place-head.tsx'
import { usePointName } from './use-point-name.ts'
import styles from './snapshot-files.module.css'
import type { Vm } from '../api/answers.ts'

/** A folder of a guest as it was at a point, and what can be taken out of it. */
export function SnapshotFiles({
  vm,
  snapshot,
  place,
}: {
  readonly vm: Vm
  readonly snapshot: Snapshot
  readonly place: GuestPlace
}) {
  const { say, number } = useWords()
  const pointName = usePointName()
  const may = useMay()
  const folder = useSnapshotFolder(vm.name, snapshot, place, may('operate'))
  const { path, fileSystem } = place
  const placeOf = (files: string, inside = fileSystem) =>
    paths.point(vm.name, { at: snapshot.id, files, in: inside })
  const systems = folder.data?.fileSystems ?? []
  const params = { vm: vm.name, snapshot: snapshot.id }
  // The whole of a disk has no name but that of its VM.
  const folderName = path === '/' ? vm.name : (wayTo(path).at(-1)?.name ?? vm.name)
  return (
    <div className={layout.stack}>
      <PlaceHead
        vm={vm.name}
        snapshot={snapshot}
        title={say('files.title', { point: pointName(snapshot) })}
      />
      {!may('operate') && <p className={layout.soft}>{say('history.mayOnlyLook')}</p>}
      <ReadProblems reads={[folder]} />
      {folder.isLoading && (
        <>
          <Loading />
          <p className={layout.soft}>{say('files.opening')}</p>
        </>
      )}
      {folder.data && (
        <Card
          title={
            <nav className={styles.way} aria-label={say('files.way')}>
              {wayTo(path).map((step) => (
                <Link
                  key={step.path}
                  href={placeOf(step.path)}
                  aria-current={step.path === path ? 'page' : undefined}
                >
                  {step.name}
                </Link>
              ))}
            </nav>
          }
          aside={
            <a
              className={buttonClass('quiet')}
              href={requestPath(routes.readSnapshotFolder, { params, query: { path, fileSystem } })}
              download={`${folderName}.tar`}
            >
              {say('files.downloadFolder')}
            </a>
          }
        >
          {systems.length > 1 && (
            <p className={styles.systems}>
              {say('files.systems')}{' '}
              {systems.map((system) =>
                system.content === 'files' ? (
                  <Link
                    key={system.id}
                    href={placeOf('/', system.id)}
                    aria-current={system.id === fileSystem ? 'true' : undefined}
                  >
                    {system.mountedAt ?? system.id} ({system.kind})
                  </Link>
                ) : (
                  <span key={system.id}>
                    {system.id} (
                    {system.content === 'encrypted' ? say('files.encrypted') : say('files.noFiles')})
                  </span>
                ),
              )}
            </p>
          )}
          {folder.data.entries.length === 0 ? (
            <p className={layout.soft}>{say('files.empty')}</p>
          ) : (
            <FileTable
              entries={folder.data.entries}
              folder={path}
              placeOf={placeOf}
              fileHref={(file) =>
                requestPath(routes.readSnapshotFile, { params, query: { path: file, fileSystem } })
              }
            />
          )}
          {folder.data.total > folder.data.entries.length && (
            <p className={layout.soft}>
              {say('files.more', {
                shown: number(folder.data.entries.length),
                all: number(folder.data.total),
              })}
            </p>
          )}
        </Card>
      )}
      <CommandLine
        command={`kiste snapshot copy ${shellWord(vm.name)} ${shellWord(`${snapshot.id}:${path}`)} ${shellWord(`./${folderName}`)}`}
        copy={say('command.copy')}
        copied={say('command.copied')}
      />
    </div>
  )
}
