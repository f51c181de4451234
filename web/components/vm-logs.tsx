import { useVmLog } from '../api/queries.ts'
import { useMay } from '../api/session.ts'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { CommandLine } from '../ui/command-line.tsx'
import layout from './layout.module.css'
import { shellWord } from './shell-word.ts'
import { Unread } from './unread.tsx'
import styles from './vm-logs.module.css'

/** What QEMU wrote about a VM, and what the guest said on its serial console. */
export function VmLogs({ name }: { readonly name: string }) {
  const { say } = useWords()
  const may = useMay()
  return (
    <div className={layout.stack}>
      {may('operate') && (
        <LogCard
          name={name}
          which="getVmConsoleLog"
          title={say('vmLog.console')}
          command={`kiste vm log ${shellWord(name)} --serial`}
        />
      )}
      <LogCard
        name={name}
        which="getVmLog"
        title={say('vmLog.qemu')}
        command={`kiste vm log ${shellWord(name)}`}
      />
    </div>
  )
}

function LogCard({
  name,
  which,
  title,
  command,
}: {
  readonly name: string
  readonly which: 'getVmLog' | 'getVmConsoleLog'
  readonly title: string
  readonly command: string
}) {
  const { say } = useWords()
  const read = useVmLog(name, which, true)
  const { data, isFetching, refetch } = read
  return (
    <Card
      title={title}
      aside={
        <Button look="quiet" aria-disabled={isFetching} onClick={() => void refetch()}>
          {say('vmLog.again')}
        </Button>
      }
    >
      <Unread reads={[read]} />
      {!data ? null : data.lines.length === 0 ? (
        <p className={layout.soft}>{say('vmLog.nothing')}</p>
      ) : (
        // What scrolls must be reachable by keys.
        <pre className={styles.log} tabIndex={0} role="region" aria-label={title} lang="en">
          {data.lines.join('\n')}
        </pre>
      )}
      <CommandLine command={command} copy={say('command.copy')} copied={say('command.copied')} />
    </Card>
  )
}
