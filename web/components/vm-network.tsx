import { useWords } from '../messages/use-words.tsx'
import type { Words } from '../messages/translator.ts'
import { Card } from '../ui/card.tsx'
import { Facts } from '../ui/facts.tsx'
import layout from './layout.module.css'
import { sayForwards } from './vm-forwards.ts'
import type { Vm, VmDetails } from '../api/answers.ts'

type Nic = Vm['nics'][number]

/** The NICs of a VM, what each is plugged into, and the addresses that are known of it. */
export function VmNetwork({
  vm,
  addresses,
}: {
  readonly vm: Vm
  /** Undefined until they were read. */
  readonly addresses: VmDetails['addresses'] | undefined
}) {
  const words = useWords()
  const { say } = words
  if (vm.nics.length === 0) return <p className={layout.soft}>{say('vm.noNics')}</p>
  return (
    <div className={layout.cards}>
      {vm.nics.map((nic) => {
        const own = addresses?.filter(({ mac }) => mac === undefined || mac === nic.mac)
        return (
          <Card key={nic.mac} title={sayLink(words, nic)}>
            <Facts
              facts={[
                [
                  say('vm.addresses'),
                  own
                    ? own.map(({ address, prefix }) => `${address}/${prefix}`).join(', ') ||
                      say('vm.noAddress')
                    : '…',
                ],
                ['MAC', <code key="mac">{nic.mac}</code>],
                [say('vm.nicModel'), nic.model],
                [say('vms.column.ports'), sayForwards({ nics: [nic] })],
              ]}
            />
          </Card>
        )
      })}
    </div>
  )
}

function sayLink({ say }: Words, { link }: Nic): string {
  switch (link.type) {
    case 'user':
      return say('nic.user')
    case 'network':
      return say('nic.network', { name: link.network })
    case 'bridge':
      return say('nic.bridge', { name: link.bridge })
    case 'other':
      return say('nic.other', { kind: link.kind })
  }
}
