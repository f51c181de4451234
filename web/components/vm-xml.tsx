import { useVmXml } from '../api/queries.ts'
import { useWords } from '../messages/use-words.tsx'
import { CommandLine } from '../ui/command-line.tsx'
import layout from './layout.module.css'
import { shellWord } from './shell-word.ts'
import { Unread } from './unread.tsx'
import styles from './vm-xml.module.css'

/** The definition as libvirt has it, word for word, without passwords. */
export function VmXml({ name }: { readonly name: string }) {
  const { say } = useWords()
  const read = useVmXml(name)
  const { data } = read
  if (!data) return <Unread reads={[read]} />
  return (
    <div className={layout.stack}>
      <p className={layout.soft}>{say('xml.means')}</p>
      {/* What scrolls must be reachable by keys. */}
      <pre className={styles.xml} tabIndex={0} role="region" aria-label={say('vm.tab.xml')}>
        {data.xml}
      </pre>
      <CommandLine
        command={`virsh dumpxml ${shellWord(name)}`}
        copy={say('command.copy')}
        copied={say('command.copied')}
      />
    </div>
  )
}
